/** inGroups: before and after, and what it must not touch. */
import { runCases, type Verb } from "./cases.ts";

const group =
  (loop: string): Verb =>
  (say, find) =>
    say.inGroups(find.loop(loop), 8);
const head = `import OpenAI from "openai";\nimport { docs, texts, show } from "./model.js";\n\nconst client = new OpenAI();\n\n`;

runCases("inGroups", [
  {
    name: "returns what all groups gave",
    verb: group("texts.map"),
    before: `${head}export async function answer() {
  return await Promise.all(texts.map((input) => client.responses.create({ model: "m", input })));
}
`,
    after: `${head}export async function answer() {
  const gathered = [];
  for (let start = 0; start < texts.length; start += 8) {
    gathered.push(...(await Promise.all(texts.slice(start, start + 8).map((input) => client.responses.create({ model: "m", input })))));
  }
  return gathered;
}
`,
  },
  {
    name: "keeps a constant, a list that is an expression, and texts of several lines",
    verb: group("docs.slice(1).map"),
    before: `${head}export async function answer() {
    const start = 1;
    const answers = await Promise.all(
        docs.slice(1).map(async (doc) => {
            const { output_text } = await client.responses.create({
                model: "m",
                input: \`Sum up:
\${doc.text}\`,
            });
            return output_text;
        }),
    );
    show(answers.length + start);
}
`,
    after: `${head}export async function answer() {
    const start = 1;
    const items = docs.slice(1);
    const gathered = [];
    for (let start2 = 0; start2 < items.length; start2 += 8) {
        gathered.push(...(await Promise.all(
            items.slice(start2, start2 + 8).map(async (doc) => {
                const { output_text } = await client.responses.create({
                    model: "m",
                    input: \`Sum up:
\${doc.text}\`,
                });
                return output_text;
            }),
        )));
    }
    const answers = gathered;
    show(answers.length + start);
}
`,
  },
  {
    name: "wants nothing where nothing is kept, and takes a function by its name",
    verb: group("texts.map"),
    before: `${head}async function ask(input: string) {
  show(await client.responses.create({ model: "m", input }));
}

await Promise.all(texts.map(ask));
`,
    after: `${head}async function ask(input: string) {
  show(await client.responses.create({ model: "m", input }));
}

for (let start = 0; start < texts.length; start += 8) {
  await Promise.all(texts.slice(start, start + 8).map(ask));
}
`,
  },
  {
    name: "waits for what an async function hands on",
    verb: group("texts.map"),
    before: `${head}export async function answer() {
  return Promise.allSettled(texts.map((input) => client.responses.create({ model: "m", input })));
}
`,
    after: `${head}export async function answer() {
  const gathered = [];
  for (let start = 0; start < texts.length; start += 8) {
    gathered.push(...(await Promise.allSettled(texts.slice(start, start + 8).map((input) => client.responses.create({ model: "m", input })))));
  }
  return gathered;
}
`,
  },
  {
    name: "leaves a callback that counts its rounds",
    verb: group("texts.map"),
    before: `${head}export async function answer() {
  return await Promise.all(texts.map((input, i) => client.responses.create({ model: "m", input: input + i })));
}
`,
  },
  {
    name: "leaves what is not awaited where it stands",
    verb: group("texts.map"),
    before: `${head}export const answer = () => Promise.all(texts.map((input) => client.responses.create({ model: "m", input })));
`,
  },
  {
    name: "leaves a callback that makes the list longer",
    verb: group("list.map"),
    before: `${head}export async function answer(list: string[]) {
  await Promise.all(list.map(async (input) => void list.push((await client.responses.create({ model: "m", input })).output_text)));
}
`,
  },
  {
    name: "leaves an expression within a statement",
    verb: group("texts.map"),
    before: `${head}export async function answer() {
  show((await Promise.all(texts.map((input) => client.responses.create({ model: "m", input })))).length);
}
`,
  },
]);
