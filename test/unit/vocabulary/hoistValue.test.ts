/** hoistValue: before and after, and what it must not touch. */
import { both, runCases, type Verb } from "./cases.ts";

const build: Verb = (say, find) => say.hoistValue(find.call("new OpenAI"));

runCases("hoistValue", [
  {
    name: "moves a client with its comments, and keeps its name",
    verb: build,
    before: `import OpenAI from "openai";

export async function ask(input: string) {
  // One client per call.
  const client = new OpenAI({
    apiKey: process.env.OPENAI_API_KEY,
    timeout: 1000, // ms
  }); // costly

  const answer = await client.responses.create({ model: "m", input });
  return answer.output_text;
}
`,
    after: `import OpenAI from "openai";

// One client per call.
const client = new OpenAI({
  apiKey: process.env.OPENAI_API_KEY,
  timeout: 1000, // ms
}); // costly

export async function ask(input: string) {
  const answer = await client.responses.create({ model: "m", input });
  return answer.output_text;
}
`,
  },
  {
    name: "names a client that has no variable after its class",
    verb: build,
    before: `import { OpenAI } from "openai";

export const ask = async (input: string) => (await new OpenAI().responses.create({ model: "m", input })).output_text;
`,
    after: `import { OpenAI } from "openai";

const openAI = new OpenAI();

export const ask = async (input: string) => (await openAI.responses.create({ model: "m", input })).output_text;
`,
  },
  {
    name: "renames readers when the name means something else at module level",
    verb: build,
    before: `import { OpenAI } from "openai";

export const client = "web";

export async function ask(input: string) {
  const client = new OpenAI();
  const tools = { client };
  return [await client.responses.create({ model: "m", input }), tools];
}
`,
    after: `import { OpenAI } from "openai";

export const client = "web";

const client2 = new OpenAI();

export async function ask(input: string) {
  const tools = { client: client2 };
  return [await client2.responses.create({ model: "m", input }), tools];
}
`,
  },
  {
    name: "lets two functions share one client",
    verb: build,
    before: `import { OpenAI } from "openai";

export async function a(input: string) {
  const client = new OpenAI();
  return client.responses.create({ model: "a", input });
}

export async function b(input: string) {
  const ai = new OpenAI();
  return ai.responses.create({ model: "b", input });
}

export async function c(input: string) {
  const client = new OpenAI();
  return client.responses.create({ model: "c", input });
}
`,
    after: `import { OpenAI } from "openai";

const client = new OpenAI();

export async function a(input: string) {
  return client.responses.create({ model: "a", input });
}

export async function b(input: string) {
  const ai = new OpenAI();
  return ai.responses.create({ model: "b", input });
}

export async function c(input: string) {
  return client.responses.create({ model: "c", input });
}
`,
  },
  {
    name: "uses the client that is there",
    verb: (say, find) => say.hoistValue(find.call("new OpenAI", 1)),
    before: `import { OpenAI } from "openai";

const openai = new OpenAI({ timeout: 10 });

export const a = (input: string) => openai.responses.create({ model: "a", input });

export async function b(input: string) {
  const ai = new OpenAI({ timeout: 10 });
  return ai.responses.create({ model: "b", input });
}
`,
    after: `import { OpenAI } from "openai";

const openai = new OpenAI({ timeout: 10 });

export const a = (input: string) => openai.responses.create({ model: "a", input });

export async function b(input: string) {
  return openai.responses.create({ model: "b", input });
}
`,
  },
  {
    name: "gives different clients different names",
    verb: both(build, (say, find) => say.hoistValue(find.call("new OpenAI", 1))),
    before: `import { OpenAI } from "openai";

export async function a(input: string) {
  const client = new OpenAI({ timeout: 1 });
  return client.responses.create({ model: "a", input });
}

export async function b(input: string) {
  const client = new OpenAI({ timeout: 2 });
  return client.responses.create({ model: "b", input });
}
`,
    after: `import { OpenAI } from "openai";

const client = new OpenAI({ timeout: 1 });

export async function a(input: string) {
  return client.responses.create({ model: "a", input });
}

const client2 = new OpenAI({ timeout: 2 });

export async function b(input: string) {
  return client2.responses.create({ model: "b", input });
}
`,
  },
  {
    name: "leaves a field in place and lets it share the client",
    verb: build,
    before: `import { OpenAI } from "openai";

export class Asker {
  private readonly client: OpenAI;

  constructor(private readonly model: string) {
    this.client = new OpenAI();
  }

  ask(input: string) {
    return this.client.responses.create({ model: this.model, input });
  }
}
`,
    after: `import { OpenAI } from "openai";

const client = new OpenAI();

export class Asker {
  private readonly client: OpenAI;

  constructor(private readonly model: string) {
    this.client = client;
  }

  ask(input: string) {
    return this.client.responses.create({ model: this.model, input });
  }
}
`,
  },
  {
    name: "keeps a variable that shares its statement",
    verb: build,
    before: `import { OpenAI } from "openai";

export async function ask(input: string) {
  const client = new OpenAI(), model = "m";
  return client.responses.create({ model, input });
}
`,
    after: `import { OpenAI } from "openai";

const client2 = new OpenAI();

export async function ask(input: string) {
  const client = client2, model = "m";
  return client.responses.create({ model, input });
}
`,
  },
]);

const refused = (name: string, body: string) => ({
  name,
  verb: build,
  before: `import { OpenAI } from "openai";\n${body}`,
});

runCases("hoistValue refuses", [
  refused("a key of the request", `export const f = (apiKey: string) => new OpenAI({ apiKey });\n`),
  refused(
    "a client that is altered",
    `export function f() {\n  const client = new OpenAI();\n  client.embeddings = { create: async () => ({ data: [], usage: { total_tokens: 0 } }) };\n  return client;\n}\n`,
  ),
  refused(
    "a key checked before",
    `export function f() {\n  if (!process.env.OPENAI_API_KEY) throw new Error("no key");\n  return new OpenAI({ apiKey: process.env.OPENAI_API_KEY });\n}\n`,
  ),
  refused("a choice by configuration", `export const f = () => (process.env.LOCAL ? null : new OpenAI());\n`),
  refused(
    "a try of its own",
    `export function f() {\n  try {\n    return new OpenAI();\n  } catch {\n    return null;\n  }\n}\n`,
  ),
  refused("a client that is there already", `const client = new OpenAI();\nexport { client };\n`),
  refused(
    "a tenant's address",
    `export class T {\n  url = "";\n  make() {\n    return new OpenAI({ baseURL: this.url });\n  }\n}\n`,
  ),
]);
