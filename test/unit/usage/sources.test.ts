/** From an inference back to the load or the client it runs on. */
import { describe, expect, it } from "vitest";
import { join, markedEvent } from "./source.ts";

const imports = `import { pipeline } from "@huggingface/transformers";\nimport OpenAI from "openai";\n`;
const two = `const a = await pipeline("feature-extraction", "first");\nconst b = await pipeline("feature-extraction", "second");\n`;

/** The model of the load behind the marked call. */
function model(code: string): string | null | undefined {
  const usage = join(imports + code);
  return markedEvent(usage, imports + code).source?.modelText;
}

describe("source", () => {
  it.each([
    ["the only load", `const a = await pipeline("feature-extraction", "first");\nawait a("x"); // <-`, "first"],
    ["a load among others", `${two}await b("x"); // <-`, "second"],
    ["written in place", `${two}await (await pipeline("feature-extraction", "third"))("x"); // <-`, "third"],
    [
      "a promise awaited later",
      `const p = pipeline("feature-extraction", "first");\n${two}const run = await p;\nawait run("x"); // <-`,
      "first",
    ],
    [
      "two awaited together",
      `const [a, b] = await Promise.all([pipeline("feature-extraction", "first"), pipeline("feature-extraction", "second")]);\nawait b("x"); // <-`,
      "second",
    ],
    [
      "returned by a function",
      `${two}async function get() { return pipeline("feature-extraction", "third"); }\nconst c = await get();\nawait c("x"); // <-`,
      "third",
    ],
    [
      "a field",
      `class A { a = pipeline("feature-extraction", "first"); b = pipeline("feature-extraction", "second");\nasync run() { await (await this.b)("x"); // <-\n } }`,
      "second",
    ],
    [
      "filled later",
      `let a: any, b: any;\nasync function init() { a = await pipeline("feature-extraction", "first"); b = await pipeline("feature-extraction", "second"); }\nexport async function run() { await a("x"); // <-\n }`,
      "first",
    ],
  ])("%s", (_, code, expected) => expect(model(code)).toBe(expected));

  it("is unknown when either may be meant", () => {
    expect(model(`${two}const run = Math.random() > 0.5 ? a : b;\nawait run("x"); // <-`)).toBeUndefined();
  });

  it("is the client through options", () => {
    const code = `const client = new OpenAI();\nawait client.withOptions({ timeout: 5 }).embeddings.create({ model: "m", input: "x" }); // <-`;
    const usage = join(imports + code);
    expect(markedEvent(usage, imports + code).source?.role).toBe("construct");
  });

  it("decides what a pipeline's call is", () => {
    const role = (task: string) => {
      const usage = join(`${imports}const run = await pipeline("${task}", "m");\nconst out = await run("x");`);
      return usage.of("embed", "generate", "infer").map((event) => event.role);
    };
    expect(role("feature-extraction")).toEqual(["embed"]);
    expect(role("text-generation")).toEqual(["generate"]);
    expect(role("text-classification")).toEqual(["infer"]);
  });
});
