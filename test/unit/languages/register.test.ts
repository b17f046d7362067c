import { expect, test } from "vitest";
import {
  frontEndIdFor,
  frontEndIdForLanguage,
  frontEndIds,
  languageIds,
  loadFrontEnd,
  sourceExtensions,
} from "../../../server/src/languages/index.ts";

test.each([
  ["a.ts", "typescript"],
  ["/x/a.MTS", "typescript"],
  ["C:\\x\\a.test.jsx", "typescript"],
  ["a.cjs", "typescript"],
  ["a.py", "python"],
  ["a.rs", undefined],
  ["ts", undefined],
  ["/x.ts/readme", undefined],
])("%s", (fileName, id) => {
  expect(frontEndIdFor(fileName)).toBe(id);
});

test("language ids", () => {
  expect(frontEndIdForLanguage("typescriptreact")).toBe("typescript");
  expect(frontEndIdForLanguage("markdown")).toBeUndefined();
});

test("the register says what the front ends say", async () => {
  const frontEnds = await Promise.all(frontEndIds.map(loadFrontEnd));
  expect(frontEnds.map(({ id }) => id)).toEqual(frontEndIds);
  expect(sourceExtensions).toEqual(frontEnds.flatMap(({ extensions }) => [...extensions].sort()));
  expect(languageIds).toEqual(frontEnds.flatMap(({ languageIds: ids }) => [...ids].sort()));
});

test("an id nobody registered", async () => {
  await expect(loadFrontEnd("cobol")).rejects.toThrow('no front end is called "cobol"');
});
