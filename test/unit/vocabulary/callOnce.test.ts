/** callOnce: before and after, and what it must not touch. */
import type { BatchForm } from "../../../server/src/facts/vocabulary.ts";
import { runCases, type Verb } from "./cases.ts";

const openai: BatchForm = {
  argument: 0,
  field: "input",
  single: "data[0].embedding",
  batch: "data[i].embedding",
  limit: 2048,
};
const unlimited: BatchForm = { argument: 0, field: "input", single: "data[0].embedding", batch: "data[i].embedding" };
const ai: BatchForm = {
  argument: 0,
  field: "value",
  callee: "embedMany",
  batchField: "values",
  single: "embedding",
  batch: "embeddings[i]",
};
const langchain: BatchForm = { argument: 0, callee: "embedDocuments", single: "", batch: "[i]" };
const extractor: BatchForm = { argument: 0, single: "tolist()[0]", batch: "tolist()[i]" };

const once =
  (callee: string, loop: string, form: BatchForm): Verb =>
  (say, find) =>
    say.callOnce(find.call(callee), find.loop(loop), form);
const create = (form: BatchForm, loop = "for ("): Verb => once("client.embeddings.create", loop, form);
const embed = (loop = "for ("): Verb => once("embed", loop, ai);

const openaiHead = `import { OpenAI } from "openai";\nimport { docs, fixed, names, show, texts, type Doc } from "./model.js";\n\nconst client = new OpenAI();\n\n`;
const aiHead = (names: string): string =>
  `import { ${names} } from "ai";\nimport { docs, model, show, texts, type Doc } from "./model.js";\n\n`;

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
    name: "Promise.all of single calls",
    verb: once("vectors.embedQuery", "texts.map", langchain),
    before: `import { OpenAIEmbeddings } from "@langchain/openai";
import { texts } from "./model.js";

const vectors = new OpenAIEmbeddings();

export async function all() {
  return await Promise.all(texts.map((text) => vectors.embedQuery(text)));
}
`,
    after: `import { OpenAIEmbeddings } from "@langchain/openai";
import { texts } from "./model.js";

const vectors = new OpenAIEmbeddings();

export async function all() {
  return await vectors.embedDocuments(texts);
}
`,
  },
  {
    name: "Promise.all of one value per call",
    verb: embed("docs.map"),
    before: `${aiHead("embed")}export async function all() {
  const vectors = await Promise.all(docs.map(async (doc) => (await embed({ model, value: doc.text })).embedding));
  return vectors.flat();
}
`,
    after: `${aiHead("embedMany")}export async function all() {
  const vectors = (await embedMany({ model, values: docs.map((doc) => doc.text) })).embeddings;
  return vectors.flat();
}
`,
  },
  {
    name: "Promise.all with more work in the callback",
    verb: embed("docs.map"),
    before: `${aiHead("embed")}export async function all() {
  return Promise.all([]).then(() => 1);
}

export async function rows() {
  const found = await Promise.all(
    docs.map(async (doc) => {
      const { embedding } = await embed({ model, value: doc.text });
      return { ...doc, embedding };
    }),
  );
  return found;
}
`,
    after: `${aiHead("embedMany")}export async function all() {
  return Promise.all([]).then(() => 1);
}

export async function rows() {
  const { embeddings } = await embedMany({ model, values: docs.map((doc) => doc.text) });
  const found = await Promise.all(
    docs.map(async (doc, i) => {
      const embedding = embeddings[i];
      return { ...doc, embedding };
    }),
  );
  return found;
}
`,
  },
  {
    name: "Promise.all in slices, returned",
    verb: create(openai, "texts.map"),
    before: `${openaiHead}export async function all() {
  return await Promise.all(texts.map(async (t) => (await client.embeddings.create({ model: "m", input: t })).data[0].embedding));
}
`,
    after: `${openaiHead}export async function all() {
  const gathered = [];
  for (let start = 0; start < texts.length; start += 2048) {
    const batch = texts.slice(start, start + 2048);
    gathered.push(...(await client.embeddings.create({ model: "m", input: batch })).data.map((item) => item.embedding));
  }
  return gathered;
}
`,
  },
  {
    name: "Promise.all in slices with more work in the callback",
    verb: create(openai, "docs.map"),
    before: `${openaiHead}export async function all() {
  const rows = await Promise.all(
    docs.map(async (doc) => {
      const r = await client.embeddings.create({ model: "m", input: doc.text });
      return { text: doc.text, vec: r.data[0].embedding };
    }),
  );
  return () => rows;
}
`,
    after: `${openaiHead}export async function all() {
  const gathered = [];
  for (let start = 0; start < docs.length; start += 2048) {
    const batch = docs.slice(start, start + 2048);
    const response = await client.embeddings.create({ model: "m", input: batch.map((doc) => doc.text) });
    gathered.push(...(await Promise.all(
      batch.map(async (doc, i) => {
        return { text: doc.text, vec: response.data[i].embedding };
      }),
    )));
  }
  const rows = gathered;
  return () => rows;
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

const refused = (name: string, body: string, verb: Verb = create(unlimited)) => ({
  name,
  verb,
  before: `${openaiHead}${body}`,
});
const loop = (body: string): string =>
  `export async function f(list: Doc[], on: boolean) {\n  let last = "";\n  for (const doc of list) {\n${body}\n  }\n  return [last, on];\n}\n`;
const call = `const r = await client.embeddings.create({ model: "m", input: doc.text });`;

runCases("callOnce refuses", [
  refused("a loop that ends early", loop(`    ${call}\n    if (r.data[0].embedding.length > 3) break;`)),
  refused(
    "a call behind a condition",
    loop(`    if (doc.active) {\n      ${call}\n      doc.vec = r.data[0].embedding;\n    }`).replace(
      "list: Doc[]",
      "list: typeof docs",
    ),
  ),
  refused("a round that continues", loop(`    if (on) continue;\n    ${call}\n    doc.vec = r.data[0].embedding;`)),
  refused(
    "more of the result than the item",
    loop(`    ${call}\n    doc.vec = r.data[0].embedding;\n    show(r.usage.total_tokens);`),
  ),
  refused(
    "the result of an earlier round",
    loop(
      `    const r = await client.embeddings.create({ model: "m", input: last + doc.text });\n    last = String(r.data[0].embedding);`,
    ),
  ),
  refused(
    "an element that is changed first",
    loop(`    doc.text = doc.text.trim();\n    ${call}\n    doc.vec = r.data[0].embedding;`),
  ),
  refused(
    "an item made in the round",
    loop(
      `    const text = doc.text.trim();\n    const r = await client.embeddings.create({ model: "m", input: text });\n    doc.vec = r.data[0].embedding;`,
    ),
  ),
  refused(
    "another argument of the round",
    loop(
      `    const r = await client.embeddings.create({ model: doc.text, input: doc.text });\n    doc.vec = r.data[0].embedding;`,
    ),
  ),
  refused("a try", loop(`    try {\n      ${call}\n      doc.vec = r.data[0].embedding;\n    } catch {}`)),
  refused("a list that grows", loop(`    ${call}\n    list.push({ text: "", vec: r.data[0].embedding });`)),
  refused("an unused result", loop(`    await client.embeddings.create({ model: "m", input: doc.text });`)),
  refused(
    "for await",
    `export async function f(list: AsyncIterable<Doc>) {\n  for await (const doc of list) {\n    ${call}\n    doc.vec = r.data[0].embedding;\n  }\n}\n`,
    create(unlimited, "for await"),
  ),
  refused(
    "a function that is only an expression and would need a statement",
    `export const f = async (list: readonly Doc[]) => await Promise.all(list.map(async (d) => ({ d, v: (await client.embeddings.create({ model: "m", input: d.text })).data[0].embedding })));\n`,
    create(unlimited, "list.map"),
  ),
  refused(
    "the whole result in a list",
    `export async function f() {\n  return await Promise.all(texts.map((t) => client.embeddings.create({ model: "m", input: t })));\n}\n`,
    create(unlimited, "texts.map"),
  ),
  refused(
    "a callback that returns early",
    `export async function f() {\n  return await Promise.all(texts.map(async (t) => {\n    if (t === "") return [];\n    const r = await client.embeddings.create({ model: "m", input: t });\n    return r.data[0].embedding;\n  }));\n}\n`,
    create(unlimited, "texts.map"),
  ),
]);
