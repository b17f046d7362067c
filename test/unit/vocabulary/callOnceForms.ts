/** The batch forms and beginnings of files that cases of callOnce share. Absent on purpose: the cases. */
import type { BatchForm } from "../../../server/src/facts/vocabulary.ts";
import type { Verb } from "./cases.ts";

export const openai: BatchForm = {
  argument: 0,
  field: "input",
  single: "data[0].embedding",
  batch: "data[i].embedding",
  limit: 2048,
};
export const unlimited: BatchForm = {
  argument: 0,
  field: "input",
  single: "data[0].embedding",
  batch: "data[i].embedding",
};
export const ai: BatchForm = {
  argument: 0,
  field: "value",
  callee: "embedMany",
  batchField: "values",
  single: "embedding",
  batch: "embeddings[i]",
};
export const langchain: BatchForm = { argument: 0, callee: "embedDocuments", single: "", batch: "[i]" };
export const extractor: BatchForm = { argument: 0, single: "tolist()[0]", batch: "tolist()[i]" };

export const once =
  (callee: string, loop: string, form: BatchForm): Verb =>
  (say, find) =>
    say.callOnce(find.call(callee), find.loop(loop), form);
export const create = (form: BatchForm, loop = "for ("): Verb => once("client.embeddings.create", loop, form);
export const embed = (loop = "for ("): Verb => once("embed", loop, ai);

export const openaiHead = `import { OpenAI } from "openai";\nimport { docs, fixed, names, show, texts, type Doc } from "./model.js";\n\nconst client = new OpenAI();\n\n`;
export const aiHead = (names: string): string =>
  `import { ${names} } from "ai";\nimport { docs, model, show, texts, type Doc } from "./model.js";\n\n`;
