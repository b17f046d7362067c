import { expect, test } from "vitest";
import {
  frontEndIdFor,
  frontEndIdForLanguage,
  languageIds,
  loadFrontEnd,
  sourceExtensions,
} from "../../../server/src/languages/index.ts";

test.each([
  ["a.ts", "typescript"],
  ["/x/a.MTS", "typescript"],
  ["C:\\x\\a.test.jsx", "typescript"],
  ["a.cjs", "typescript"],
  ["a.py", undefined],
  ["ts", undefined],
  ["/x.ts/readme", undefined],
])("%s", (fileName, id) => {
  expect(frontEndIdFor(fileName)).toBe(id);
});

test("language ids", () => {
  expect(frontEndIdForLanguage("typescriptreact")).toBe("typescript");
  expect(frontEndIdForLanguage("markdown")).toBeUndefined();
});

test("the register says what the front end says", async () => {
  const { id, extensions, languageIds: ids } = await loadFrontEnd("typescript");
  expect(id).toBe("typescript");
  expect(sourceExtensions).toEqual([...extensions].sort());
  expect(languageIds).toEqual([...ids].sort());
});

test("an id nobody registered", async () => {
  await expect(loadFrontEnd("cobol")).rejects.toThrow('no front end is called "cobol"');
});
