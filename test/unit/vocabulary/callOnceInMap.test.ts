/** callOnce over Promise.all: before and after. */

import { aiHead, create, embed, langchain, once, openai, openaiHead } from "./callOnceForms.ts";
import { runCases } from "./cases.ts";

runCases("callOnce over Promise.all", [
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
]);
