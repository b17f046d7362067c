/** What callOnce must not touch. */

import { create, openaiHead, unlimited } from "./callOnceForms.ts";
import { runCases, type Verb } from "./cases.ts";

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
