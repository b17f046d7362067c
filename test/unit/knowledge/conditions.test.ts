/** When a row that matches by path applies. */
import { describe, expect, it } from "vitest";
import { type Argument, choose, existsIn, holds, speaksOfFile } from "../../../server/src/knowledge/conditions.ts";
import type { Condition, Row } from "../../../server/src/knowledge/framework.ts";
import { createKnowledge } from "../../../server/src/knowledge/match.ts";

const absent: Argument = { kind: "absent" };
const unknown: Argument = { kind: "unknown" };
const other: Argument = { kind: "other" };
const literal = (value: string | number | boolean | null): Argument => ({ kind: "literal", value });

describe("holds", () => {
  it.each<[Omit<Condition, "argument">, Argument, boolean]>([
    [{ is: ["a"] }, literal("a"), true],
    [{ is: ["a"] }, literal("b"), false],
    [{ is: [1] }, literal("1"), false],
    [{ is: ["a"] }, literal(null), false],
    [{ is: ["a"] }, other, false],
    [{ is: ["a"] }, absent, false],
    [{ is: ["a"] }, unknown, false],
    [{ given: true }, other, true],
    [{ given: true }, literal(null), true],
    [{ given: true }, absent, false],
    [{ given: true }, unknown, false],
    [{ given: false }, absent, true],
    [{ given: false }, other, false],
    [{ given: false }, unknown, false],
  ])("%j of %j is %s", (condition, argument, expected) => {
    expect(holds({ argument: 0, ...condition }, () => argument)).toBe(expected);
  });

  it("is true without a condition", () => expect(holds(undefined, () => unknown)).toBe(true));
});

describe("choose", () => {
  const matches = createKnowledge().match({ module: "@huggingface/transformers", steps: "pipeline()" });
  const chosen = (argument: Argument) => choose(matches, () => argument)?.row;

  it("takes the first row whose condition holds", () => {
    expect(chosen(literal("feature-extraction"))?.role).toBe("embed");
    expect(chosen(literal("text-classification"))?.batch?.kind).toBe("array");
    expect(chosen(literal("automatic-speech-recognition"))?.batch?.kind).toBe("none");
    expect(chosen(literal("text-generation"))?.role).toBe("generate");
  });

  it("says nothing of lists when the task is not known", () => {
    expect(chosen(unknown)?.role).toBe("infer");
    expect(chosen(unknown)?.batch).toBeUndefined();
  });

  it("leaves out rows of other versions", () => {
    const older = createKnowledge().match({ module: "openai", steps: "default().beta.chat.completions.parse" });
    expect(
      choose(
        older,
        () => unknown,
        () => "4.70.0",
      )?.row.role,
    ).toBe("generate");
    expect(
      choose(
        older,
        () => unknown,
        () => "6.0.0",
      ),
    ).toBeUndefined();
    expect(choose(older, () => unknown)?.row.role).toBe("generate");
  });
});

describe("existsIn", () => {
  const row: Row = { at: "x", role: "load", since: "2.0.0", until: "3.0.0" };
  it.each([
    ["1.9.9", false],
    ["2.0.0", true],
    ["2.9.9", true],
    ["3.0.0", false],
    ["latest", true],
    [undefined, true],
  ])("%s: %s", (version, expected) => expect(existsIn(row, version)).toBe(expected));
});

describe("speaksOfFile", () => {
  const rows = createKnowledge().rowsAs("export");
  const names = (file: string, specifiers: readonly string[] = []) =>
    rows.filter(({ row }) => speaksOfFile(row, file, specifiers)).map(({ framework }) => framework.package);

  it.each([
    ["app/api/embed/route.ts", [], "next"],
    ["/home/x/shop/src/app/api/embed/route.ts", [], "next"],
    ["C:\\shop\\app\\api\\embed\\route.ts", [], "next"],
    ["pages/api/embed.ts", [], "next"],
    ["src/index.ts", [], "@cloudflare/workers-types"],
    ["src/anything.ts", ["aws-lambda"], "aws-lambda"],
    ["src/anything.ts", ["@aws-lambda-powertools/logger"], "aws-lambda"],
    ["lambda/embed.js", [], "aws-lambda"],
  ])("%s %j: %s", (file, specifiers, expected) => expect(names(file, specifiers)).toContain(expected));

  it.each([
    ["src/http.ts", ["express"]],
    ["src/route.ts", []],
    ["src/lambdaTools.ts", ["aws-lambda-fake"]],
    ["application/route.ts", []],
  ])("not %s %j", (file, specifiers) => expect(names(file, specifiers)).toEqual([]));
});
