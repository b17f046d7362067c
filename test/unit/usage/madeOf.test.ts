/** What a value is made of: names it uses, and through what is written to them, others. */
import { describe, expect, it } from "vitest";
import type { Binding, Write } from "../../../server/src/facts/facts.ts";
import { takesWhatRoundsChange } from "../../../server/src/rules/batching.ts";
import { madeOf, usesOf } from "../../../server/src/usage/madeOf.ts";
import { join, markedEvent } from "./source.ts";

const imports = `import OpenAI from "openai";\nconst client = new OpenAI();\ndeclare const xs: string[];\n`;
const embed = (input: string) => `await client.embeddings.create({ model: "m", input: ${input} }); // <-`;

/** Names of what the marked call's arguments are made of, sorted. */
function parts(code: string, through?: (write: Write, binding: Binding) => boolean): readonly string[] {
  const whole = imports + code;
  const usage = join(whole);
  const { call } = markedEvent(usage, whole);
  const found = madeOf(usage.facts, usesOf(call.arguments), through);
  return [...found].map((id) => usage.facts.bindings[id]!.name).sort();
}

describe("madeOf", () => {
  it.each([
    ["the name itself", embed("xs"), ["xs"]],
    ["through constants", `const a = xs; const b = a;\n${embed("b")}`, ["a", "b", "xs"]],
    ["through later writes", `let a = "";\na = xs[0];\n${embed("a")}`, ["a", "xs"]],
    ["names written with each other", `let a = "", b = "";\na = b; b = a;\n${embed("a")}`, ["a", "b"]],
    ["nothing of a literal", embed('"text"'), []],
  ])("%s", (_, code, names) => expect(parts(code)).toEqual(names));

  it("follows only the writes that count", () => {
    const code = `const list: string[] = [];\nlist.push(xs[0]);\n${embed("list")}`;
    expect(parts(code)).toEqual(["list", "xs"]);
    expect(parts(code, ({ kind }) => kind !== "change")).toEqual(["list"]);
  });
});

describe("takesWhatRoundsChange", () => {
  const inLoop = (before: string, body: string) => `${before}\nfor (const x of xs) {\n${body}\n}`;

  function takes(code: string): boolean {
    const whole = imports + code;
    const usage = join(whole);
    const { call } = markedEvent(usage, whole);
    const [loop] = usage.loopsAround(call);
    if (!loop) throw new Error(`no loop in:\n${code}`);
    return takesWhatRoundsChange(usage, call.arguments, loop);
  }

  it.each([
    ["a text that grows", inLoop('let text = "";', `text += x;\n${embed("text")}`)],
    ["a local made of one", inLoop('let text = "";', `text += x;\nconst whole = text + x;\n${embed("whole")}`)],
  ])("%s", (_, code) => expect(takes(code)).toBe(true));

  it.each([
    ["the item", inLoop("", embed("x"))],
    ["a local of the round", inLoop("", `let text = x;\ntext += "!";\n${embed("text")}`)],
    ["what no round changes", inLoop('let head = "a";\nhead += "b";', embed("head + x"))],
  ])("not %s", (_, code) => expect(takes(code)).toBe(false));
});
