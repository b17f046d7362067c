/** Texts put together show their pieces in order; what is no text has none. */
import { expect, test } from "vitest";
import type { Value } from "../../../server/src/facts/facts.ts";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";

function piecesOf(expression: string): readonly unknown[] | undefined {
  const text = `import { use } from "models";\nconst rules = "Be kind.";\nexport const f = (name) => use(${expression});`;
  const call = typescript
    .parse({ fileName: "a.ts", text })
    .facts()
    .calls.find(({ callee }) => text.slice(callee.start, callee.end) === "use");
  const value = call!.arguments[0]!;
  return value.kind === "opaque" ? value.pieces?.map(plain) : undefined;
}

const plain = (piece: Value): unknown => (piece.kind === "literal" ? piece.value : piece.kind);

test("a template", () => {
  expect(piecesOf("`Hello ${name}, ${rules}`")).toEqual(["Hello ", "reference", ", ", "reference", ""]);
  expect(piecesOf("`Now: ${new Date().toISOString()}\\n`")).toEqual(["Now: ", "call", "\n"]);
});

test("texts joined by +", () => {
  expect(piecesOf('"It is " + name + ".\\n" + rules')).toEqual(["It is ", "reference", ".\n", "reference"]);
  expect(piecesOf('rules + "\\n" + `Hi ${name}`')).toEqual(["reference", "\n", "opaque"]);
});

test("a sum, a difference and a constant template have none", () => {
  expect(piecesOf("name + 1")).toBeUndefined();
  expect(piecesOf('"a" < name')).toBeUndefined();
  expect(piecesOf("`whole`")).toBeUndefined();
});
