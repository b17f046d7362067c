/** callOnce over loops: before and after. Absent on purpose: Promise.all, and what it must not touch. */

import {
  ai,
  aiHead,
  create,
  embed,
  extractor,
  langchain,
  once,
  openai,
  openaiHead,
  unlimited,
} from "./callOnceForms.ts";
import { runCases } from "./cases.ts";

runCases("callOnce", [
  {
    name: "an item that stands in a list of one gives way to the list",
    verb: create(unlimited),
    before: `${openaiHead}export async function index(list: Doc[]) {
  for (const doc of list) {
    const r = await client.embeddings.create({ model: "m", input: [doc.text] });
    doc.vec = r.data[0].embedding;
  }
}
`,
    after: `${openaiHead}export async function index(list: Doc[]) {
  if (list.length > 0) {
    const response = await client.embeddings.create({ model: "m", input: list.map((doc) => doc.text) });
    for (const [i, doc] of list.entries()) {
      doc.vec = response.data[i].embedding;
    }
  }
}
`,
  },
  {
    name: "a loop over objects, in slices of the limit",
    verb: create(openai),
    before: `${openaiHead}export async function index(list: Doc[]) {
  // One vector per document.
  for (const doc of list) {
    const r = await client.embeddings.create({ model: "m", input: doc.text });
    doc.vec = r.data[0].embedding; // kept

    show(\`
  as it is\`);
  }
}
`,
    after: `${openaiHead}export async function index(list: Doc[]) {
  // One vector per document.
  for (let start = 0; start < list.length; start += 2048) {
    const batch = list.slice(start, start + 2048);
    const response = await client.embeddings.create({ model: "m", input: batch.map((doc) => doc.text) });
    for (const [i, doc] of batch.entries()) {
      doc.vec = response.data[i].embedding; // kept

      show(\`
  as it is\`);
    }
  }
}
`,
  },
  {
    name: "a loop over something iterable",
    verb: create(unlimited),
    before: `${openaiHead}export async function index() {
  const found: number[][] = [];
  for (const name of names) {
    const vector = (await client.embeddings.create({ model: "m", input: name })).data[0].embedding;
    found.push(vector);
  }
  return found;
}
`,
    after: `${openaiHead}export async function index() {
  const found: number[][] = [];
  const items = [...names];
  if (items.length > 0) {
    const response = await client.embeddings.create({ model: "m", input: items });
    for (const i of items.keys()) {
      const vector = response.data[i].embedding;
      found.push(vector);
    }
  }
  return found;
}
`,
  },
  {
    name: "another function for many, with its import",
    verb: embed(),
    before: `${aiHead("cosineSimilarity, embed")}export async function index(list: readonly Doc[]) {
  const rows: unknown[] = [];
  for (const { text } of list) {
    show(text);
    const { embedding } = await embed({ model, value: text });
    rows.push({ text, embedding });
  }
  return [rows, cosineSimilarity];
}
`,
    after: `${aiHead("cosineSimilarity, embedMany")}export async function index(list: readonly Doc[]) {
  const rows: unknown[] = [];
  const items = [...list];
  const { embeddings } = await embedMany({ model, values: items.map(({ text }) => text) });
  for (const [i, { text }] of items.entries()) {
    show(text);
    const embedding = embeddings[i];
    rows.push({ text, embedding });
  }
  return [rows, cosineSimilarity];
}
`,
  },
  {
    name: "the import stays when the single function is still used",
    verb: once("vectorOf", "for (", ai),
    before: `${aiHead("embed as vectorOf, embedMany as all")}export async function index(list: string[], value: string) {
  for (const text of list) {
    show(text, (await vectorOf({ model, value: text })).embedding);
  }
  return [all, vectorOf({ model, value })];
}
`,
    after: `${aiHead("embed as vectorOf, embedMany as all")}export async function index(list: string[], value: string) {
  const { embeddings } = await all({ model, values: list });
  for (const [i, text] of list.entries()) {
    show(text, embeddings[i]);
  }
  return [all, vectorOf({ model, value })];
}
`,
  },
  {
    name: "the import gains the other function",
    verb: once("ai.embed", "for (", ai),
    before: `import * as ai from "ai";
import { model, show } from "./model.js";

export async function index(list: string[]) {
  for (const value of list) show(value);
  for (const value of list) {
    show((await ai.embed({ model, value })).embedding);
  }
}
`.replace("  for (const value of list) show(value);\n", ""),
    after: `import * as ai from "ai";
import { model, show } from "./model.js";

export async function index(list: string[]) {
  const { embeddings } = await ai.embedMany({ model, values: list });
  for (const i of list.keys()) {
    show(embeddings[i]);
  }
}
`,
  },
  {
    name: "local inference over a readonly list, options kept",
    verb: once("extractor", "list.map", extractor),
    before: `import { pipeline } from "@huggingface/transformers";

const extractor = await pipeline("feature-extraction", "m");

export async function vectors(list: readonly string[]) {
  const found = await Promise.all(list.map(async (t) => (await extractor(t, { pooling: "mean" })).tolist()[0]));
  return found;
}
`,
    after: `import { pipeline } from "@huggingface/transformers";

const extractor = await pipeline("feature-extraction", "m");

export async function vectors(list: readonly string[]) {
  const items = [...list];
  const found = items.length > 0 ? (await extractor(items, { pooling: "mean" })).tolist() : [];
  return found;
}
`,
  },
  {
    name: "a list of known length needs no test, a call over several lines keeps its shape",
    verb: create(openai),
    before: `${openaiHead}export async function index() {
    const labels = ["a", "b"];
    const found: number[][] = [];
    if (texts.length > 0) {
        for (const label of labels) {
            // One request each.
            const r = await client.embeddings.create({
                model: "m",
                input: label, // short
            }); // slow
            found.push(r.data[0].embedding);
        }
    }
    return found;
}
`,
    after: `${openaiHead}export async function index() {
    const labels = ["a", "b"];
    const found: number[][] = [];
    if (texts.length > 0) {
        // One request each.
        // slow
        const response = await client.embeddings.create({
            model: "m",
            input: labels, // short
        });
        for (const i of labels.keys()) {
            found.push(response.data[i].embedding);
        }
    }
    return found;
}
`,
  },
  {
    name: "a function that is only an expression",
    verb: once("vectors.embedQuery", "list.map", langchain),
    before: `import { OpenAIEmbeddings } from "@langchain/openai";

const vectors = new OpenAIEmbeddings();

export const all = async (list: string[]) => await Promise.all(list.map((text) => vectors.embedQuery(text)));
`,
    after: `import { OpenAIEmbeddings } from "@langchain/openai";

const vectors = new OpenAIEmbeddings();

export const all = async (list: string[]) => await vectors.embedDocuments(list);
`,
  },
  {
    name: "a synchronous call",
    verb: once("tokenizer", "texts.map", { argument: 0, single: "input_ids[0]", batch: "input_ids[i]" }),
    before: `import { AutoTokenizer } from "@huggingface/transformers";
import { texts } from "./model.js";

const tokenizer = await AutoTokenizer.from_pretrained("m");

export const ids = texts.map((text) => tokenizer(text).input_ids[0]);
`,
    after: `import { AutoTokenizer } from "@huggingface/transformers";
import { texts } from "./model.js";

const tokenizer = await AutoTokenizer.from_pretrained("m");

export const ids = texts.length > 0 ? tokenizer(texts).input_ids : [];
`,
  },
  {
    name: "the gathered list and the results of one part have names of their own",
    verb: once("extractor", "list.map", { ...extractor, limit: 32 }),
    before: `import { pipeline } from "@huggingface/transformers";

const extractor = await pipeline("feature-extraction", "m");

export async function vectors(list: string[]) {
  return await Promise.all(
    list.map(async (text) => {
      const vector = (await extractor(text)).tolist()[0];
      return { text, vector };
    }),
  );
}
`,
    after: `import { pipeline } from "@huggingface/transformers";

const extractor = await pipeline("feature-extraction", "m");

export async function vectors(list: string[]) {
  const gathered = [];
  for (let start = 0; start < list.length; start += 32) {
    const batch = list.slice(start, start + 32);
    const results = (await extractor(batch)).tolist();
    gathered.push(...(await Promise.all(
      batch.map(async (text, i) => {
        const vector = results[i];
        return { text, vector };
      }),
    )));
  }
  return gathered;
}
`,
  },
  {
    name: "the names around it are left alone",
    verb: embed(),
    file: "case.js",
    before: `import { embed } from 'ai'

export async function index(model, list, i, items) {
  for (const doc of list) {
    const { embedding: vector } = await embed({ model, value: doc.text })
    doc.vec = [vector, i, items]
  }
}
`,
    after: `import { embedMany } from 'ai'

export async function index(model, list, i, items) {
  const items2 = [...list]
  const { embeddings } = await embedMany({ model, values: items2.map((doc) => doc.text) })
  for (const [i2, doc] of items2.entries()) {
    const vector = embeddings[i2]
    doc.vec = [vector, i, items]
  }
}
`,
  },
  {
    name: "code that asserts elements goes on to do so",
    verb: embed(),
    before: `${aiHead("embed")}export async function index(list: string[]) {
  for (const [n] of list.entries()) show(list[n]!);
  for (const value of list) {
    const { embedding } = await embed({ model, value });
    show(embedding);
  }
}
`.replace(/ {2}for \(const \[n.*\n/, "  show(list[0]!);\n"),
    after: `${aiHead("embedMany")}export async function index(list: string[]) {
  show(list[0]!);
  const { embeddings } = await embedMany({ model, values: list });
  for (const i of list.keys()) {
    const embedding = embeddings[i]!;
    show(embedding);
  }
}
`,
  },
]);
