/** Code nested more deeply than anybody writes by hand: verbs answer or decline, and never throw. */
import { expect, it } from "vitest";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";

for (const depth of [300, 1_000, 2_000, 3_000, 4_000, 6_000]) {
  it(`${depth} levels`, () => {
    const text = `import { load } from "m";
export async function f(x) {
  const s = await load("m");
  return s.run(x);
}
export const deep = ${"[".repeat(depth)}${"]".repeat(depth)};
`;
    const parsed = typescript.parse({ fileName: "case.js", text });
    const facts = parsed.facts();
    const say = parsed.say(facts);
    const edits = facts.calls[0] && say.hoistPromise(facts.calls[0].id);
    if (edits) expect(applyEdits(text, edits)).toContain('const sPromise = load("m");');
    expect(() => say.ignoreComment({ start: 0, end: 6 }, "slow", "file")).not.toThrow();
  });
}
