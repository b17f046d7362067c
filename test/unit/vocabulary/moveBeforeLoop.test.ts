/** moveBeforeLoop: before and after, and what it must not touch. */
import { runCases, type Verb } from "./cases.ts";

const move =
  (loop = "for (", callee = "embed"): Verb =>
  (say, find) =>
    say.moveBeforeLoop(find.call(callee), find.loop(loop));
const head = `import { cosineSimilarity, embed } from "ai";\nimport { docs, model, query, show } from "./model.js";\n\n`;

runCases("moveBeforeLoop", [
  {
    name: "moves a declaration with its comments",
    verb: move(),
    before: `${head}export async function rank() {
  const scores: number[] = [];
  // Compare all.
  for (const doc of docs) {
    // The query's vector.
    const q = await embed({ model, value: query }); // same each time

    scores.push(cosineSimilarity(q.embedding, doc.vec));
  }
  return scores;
}
`,
    after: `${head}export async function rank() {
  const scores: number[] = [];
  // The query's vector.
  const q = await embed({ model, value: query }); // same each time
  // Compare all.
  for (const doc of docs) {
    scores.push(cosineSimilarity(q.embedding, doc.vec));
  }
  return scores;
}
`,
  },
  {
    name: "moves a destructured declaration, at module level, out of a labelled loop",
    verb: move("for (let"),
    before: `${head}outer: for (let i = 0; i < docs.length; i++) {
    const { embedding } = await embed({
        model,
        value: query,
    });
    if (i > 3) break outer;
    show(embedding, i);
}
`,
    after: `${head}const { embedding } = await embed({
    model,
    value: query,
});

outer: for (let i = 0; i < docs.length; i++) {
    if (i > 3) break outer;
    show(embedding, i);
}
`,
  },
  {
    name: "takes a nested call out",
    verb: move("while"),
    before: `${head}export async function rank(list: typeof docs) {
  while (list.length > 0) {
    const doc = list.pop()!;
    show(cosineSimilarity((await embed({ model, value: query })).embedding, doc.vec));
  }
}
`,
    after: `${head}export async function rank(list: typeof docs) {
  const embedResult = await embed({ model, value: query });
  while (list.length > 0) {
    const doc = list.pop()!;
    show(cosineSimilarity(embedResult.embedding, doc.vec));
  }
}
`,
  },
  {
    name: "moves out of an async callback",
    verb: move("docs.map"),
    before: `${head}export async function rank() {
  return Promise.all(
    docs.map(async (doc) => {
      const q = await embed({ model, value: query });
      return cosineSimilarity(q.embedding, doc.vec);
    }),
  );
}
`,
    after: `${head}export async function rank() {
  const q = await embed({ model, value: query });
  return Promise.all(
    docs.map(async (doc) => {
      return cosineSimilarity(q.embedding, doc.vec);
    }),
  );
}
`,
  },
  {
    name: "takes a new name where the old one is taken",
    verb: move(),
    before: `${head}export async function rank(q: string) {
  for (const doc of docs) {
    show(q);
    {
      const q = await embed({ model, value: query });
      show(q.embedding, doc);
    }
  }
}
`,
    after: `${head}export async function rank(q: string) {
  const embedResult = await embed({ model, value: query });
  for (const doc of docs) {
    show(q);
    {
      const q = embedResult;
      show(q.embedding, doc);
    }
  }
}
`,
  },
  {
    name: "moves a call that a check of the element guards",
    verb: move(),
    before: `${head}export async function rank() {
  for (const doc of docs) {
    if (!doc.active) continue;
    const q = await embed({ model, value: query });
    show(q, doc);
  }
}
`,
    after: `${head}export async function rank() {
  const q = await embed({ model, value: query });
  for (const doc of docs) {
    if (!doc.active) continue;
    show(q, doc);
  }
}
`,
  },
  {
    name: "moves a synchronous call out of a callback",
    verb: move("texts.map", "tokenizer"),
    before: `import { AutoTokenizer } from "@huggingface/transformers";
import { query, texts } from "./model.js";

const tokenizer = await AutoTokenizer.from_pretrained("m");

export const all = texts.map((text) => [tokenizer(query), text]);
`,
    after: `import { AutoTokenizer } from "@huggingface/transformers";
import { query, texts } from "./model.js";

const tokenizer = await AutoTokenizer.from_pretrained("m");

const tokenizerResult = tokenizer(query);

export const all = texts.map((text) => [tokenizerResult, text]);
`,
  },
  {
    name: "goes in front of the outermost loop it is told, past the loops between",
    verb: move("for (const doc"),
    before: `${head}export async function rank() {
  for (const doc of docs) {
    for (const n of doc.vec) {
      const q = await embed({ model, value: query });
      show(q, n);
    }
  }
}
`,
    after: `${head}export async function rank() {
  const q = await embed({ model, value: query });
  for (const doc of docs) {
    for (const n of doc.vec) {
      show(q, n);
    }
  }
}
`,
  },
  {
    name: "keeps CRLF and semicolon-free lines",
    file: "case.js",
    verb: move(),
    before:
      "import { embed } from 'ai'\r\n\r\nexport async function f(model, value, docs) {\r\n  for (const d of docs) {\r\n    const q = await embed({ model, value })\r\n    d.q = q\r\n  }\r\n}\r\n",
    after:
      "import { embed } from 'ai'\r\n\r\nexport async function f(model, value, docs) {\r\n  const q = await embed({ model, value })\r\n  for (const d of docs) {\r\n    d.q = q\r\n  }\r\n}\r\n",
  },
]);

const refused = (name: string, body: string, loop = "for (") => ({ name, verb: move(loop), before: `${head}${body}` });

runCases("moveBeforeLoop refuses", [
  refused(
    "a function that is only an expression",
    `export const f = async () => Promise.all(docs.map(async (doc) => cosineSimilarity((await embed({ model, value: query })).embedding, doc.vec)));\nexport const g = await f();\n`,
    "docs.map",
  ),
  {
    name: "a session each round releases",
    verb: move("for (", "ort.InferenceSession.create"),
    before: `import * as ort from "onnxruntime-node";\n\nexport async function f(list: unknown[]) {\n  for (const x of list) {\n    const s = await ort.InferenceSession.create("m");\n    await s.run({ x });\n    await s.release();\n  }\n}\n`,
  },
  {
    name: "a pool",
    verb: move("for (", "ort.InferenceSession.create"),
    before: `import * as ort from "onnxruntime-node";\n\nexport async function f(n: number) {\n  const pool: unknown[] = [];\n  for (let i = 0; i < n; i++) pool[i] = await ort.InferenceSession.create("m");\n  return pool.length;\n}\n`,
  },
  refused(
    "an argument of the loop",
    `export async function f() {\n  for (const doc of docs) {\n    const q = await embed({ model, value: doc.text });\n    show(q);\n  }\n}\n`,
  ),
  refused(
    "an argument that the loop assigns",
    `export async function f() {\n  let text = query;\n  for (const doc of docs) {\n    const q = await embed({ model, value: text });\n    text += doc.text;\n    show(q);\n  }\n}\n`,
  ),
  refused(
    "an argument that the loop alters",
    `export async function f() {\n  const history = [query];\n  for (const doc of docs) {\n    const q = await embed({ model, value: history[0]! });\n    history.unshift(doc.text);\n    show(q);\n  }\n}\n`,
  ),
  refused(
    "an argument handed to other code",
    `export async function f() {\n  const history = [query];\n  for (const doc of docs) {\n    const q = await embed({ model, value: history[0]! });\n    show(history, doc);\n    show(q);\n  }\n}\n`,
  ),
  refused(
    "a try inside the loop",
    `export async function f() {\n  for (const doc of docs) {\n    try {\n      const q = await embed({ model, value: query });\n      show(q, doc);\n    } catch {}\n  }\n}\n`,
  ),
  refused(
    "a condition about the argument",
    `export async function f(text?: string) {\n  for (const doc of docs) {\n    if (!text) continue;\n    const q = await embed({ model, value: text });\n    show(q, doc);\n  }\n}\n`,
  ),
  refused(
    "a result the loop alters",
    `export async function f() {\n  for (const doc of docs) {\n    const q = await embed({ model, value: query });\n    q.embedding.push(doc.vec.length);\n  }\n}\n`,
  ),
  refused(
    "a place where await is not legal",
    `export function f() {\n  return docs.map(async (doc) => {\n    const q = await embed({ model, value: query });\n    return [q, doc];\n  });\n}\n`,
    "docs.map",
  ),
  refused(
    "a function inside the loop",
    `export async function f() {\n  for (const doc of docs) {\n    show(async () => {\n      const q = await embed({ model, value: query });\n      show(q, doc);\n    });\n  }\n}\n`,
  ),
  refused(
    "an argument that calls",
    `export async function f() {\n  for (const doc of docs) {\n    const q = await embed({ model, value: String(show()) });\n    show(q, doc);\n  }\n}\n`,
  ),
  refused(
    "a loop without a list around it",
    `export async function f(on: boolean) {\n  if (on)\n    for (const doc of docs) {\n      const q = await embed({ model, value: query });\n      show(q, doc);\n    }\n}\n`,
  ),
]);
