/** callTogether: before and after, and the rounds that must stay one after the other. */
import { runCases, type Verb } from "./cases.ts";

const eight: Verb = (say, find) => say.callTogether(find.call("client.responses.create"), find.loop("for (const "), 8);
const head = `import OpenAI from "openai";\nimport { docs, names, show, texts } from "./model.js";\n\nconst client = new OpenAI();\n`;

runCases("callTogether", [
  {
    name: "asks for a group at a time, and reads each result in its round",
    verb: eight,
    before: `${head}
export async function summarise(texts: string[]) {
  const out: string[] = [];
  // One by one.
  for (const text of texts) {
    const answer = await client.responses.create({ model: "gpt-5-mini", input: text });
    out.push(answer.output_text);
  }
  return out;
}
`,
    after: `${head}
export async function summarise(texts: string[]) {
  const out: string[] = [];
  // One by one.
  for (let start = 0; start < texts.length; start += 8) {
    const batch = texts.slice(start, start + 8);
    const results = await Promise.all(batch.map((text) => client.responses.create({ model: "gpt-5-mini", input: text })));
    for (const i of batch.keys()) {
      const answer = results[i];
      out.push(answer.output_text);
    }
  }
  return out;
}
`,
  },
  {
    name: "keeps calls of several lines, patterns and what the rounds read",
    verb: eight,
    before: `${head}
for (const { text, active } of docs) {
\tif (active) show(text);
\tshow(text, (await client.responses.create({
\t\tmodel: "gpt-5-mini",
\t\tinput: \`Shorten
this: \${text}\`,
\t})).output_text);
}
`,
    after: `${head}
const items = [...docs];
for (let start = 0; start < items.length; start += 8) {
\tconst batch = items.slice(start, start + 8);
\tconst results = await Promise.all(batch.map(({ text, active }) => client.responses.create({
\t\tmodel: "gpt-5-mini",
\t\tinput: \`Shorten
this: \${text}\`,
\t})));
\tfor (const [i, { text, active }] of batch.entries()) {
\t\tif (active) show(text);
\t\tshow(text, (results[i]).output_text);
\t}
}
`,
  },
  {
    name: "makes a list of what is none",
    verb: eight,
    before: `${head}
for (const name of names) {
  const { output_text: hello } = await client.responses.create({ model: "gpt-5-mini", input: name });
  show(name, hello);
}
`,
    after: `${head}
const items = [...names];
for (let start = 0; start < items.length; start += 8) {
  const batch = items.slice(start, start + 8);
  const results = await Promise.all(batch.map((name) => client.responses.create({ model: "gpt-5-mini", input: name })));
  for (const [i, name] of batch.entries()) {
    const { output_text: hello } = results[i];
    show(name, hello);
  }
}
`,
  },
  {
    name: "needs no groups for a short literal list",
    verb: eight,
    before: `${head}
const tones = ["kind", "terse", "dry", "loud"];
for (const tone of tones) {
  show(tone, await client.responses.create({ model: "gpt-5-mini", input: tone }));
}
`,
    after: `${head}
const tones = ["kind", "terse", "dry", "loud"];
const results = await Promise.all(tones.map((tone) => client.responses.create({ model: "gpt-5-mini", input: tone })));
for (const [i, tone] of tones.entries()) {
  show(tone, results[i]);
}
`,
  },
  {
    name: "leaves a call that needs what the round made",
    verb: eight,
    before: `${head}
for (const text of texts) {
  const input = text.trim();
  show(await client.responses.create({ model: "gpt-5-mini", input }));
}
`,
  },
  {
    name: "leaves a call that needs what an earlier round made",
    verb: eight,
    before: `${head}
let summary = "";
for (const text of texts) {
  const answer = await client.responses.create({ model: "gpt-5-mini", input: summary + text });
  summary = answer.output_text;
}
show(summary);
`,
  },
  {
    name: "leaves rounds that end early",
    verb: eight,
    before: `${head}
for (const text of texts) {
  const answer = await client.responses.create({ model: "gpt-5-mini", input: text });
  if (answer.output_text === "stop") break;
}
`,
  },
  {
    name: "leaves rounds that wait for something else first",
    verb: eight,
    before: `${head}
declare function mark(text: string): Promise<void>;
for (const text of texts) {
  await mark(text);
  show(await client.responses.create({ model: "gpt-5-mini", input: text }));
}
`,
  },
  {
    name: "leaves a call whose answer nobody reads",
    verb: eight,
    before: `${head}
for (const text of texts) {
  await client.responses.create({ model: "gpt-5-mini", input: text });
}
`,
  },
  {
    name: "leaves a call under a condition",
    verb: eight,
    before: `${head}
for (const text of texts) {
  if (text !== "") show(await client.responses.create({ model: "gpt-5-mini", input: text }));
}
`,
  },
  {
    name: "leaves a call in a try, whose failure ends nothing",
    verb: eight,
    before: `${head}
for (const text of texts) {
  try {
    show(await client.responses.create({ model: "gpt-5-mini", input: text }));
  } catch {
    show("failed");
  }
}
`,
  },
]);
