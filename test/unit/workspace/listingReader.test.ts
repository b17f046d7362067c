/** One look at a folder answers for all names in it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createListingReader } from "../../../server/src/workspace/listingReader.ts";
import { diskReader } from "../../../server/src/workspace/reader.ts";

const folder = mkdtempSync(path.join(tmpdir(), "inferlens-reader-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
mkdirSync(at("sub"));
writeFileSync(at("a.ts"), "a");
symlinkSync(at("a.ts"), at("link.ts"));
symlinkSync(at("sub"), at("folderLink.ts"));
symlinkSync(at("nowhere"), at("broken.ts"));

describe("a listing reader", () => {
  const names = [
    "a.ts",
    "b.ts",
    "sub",
    "sub/c.ts",
    "link.ts",
    "folderLink.ts",
    "broken.ts",
    "no/such/folder.ts",
    "A.ts",
  ];
  it.each(names)("answers for %s what the disk answers", (name) => {
    const reader = createListingReader(diskReader);
    expect([reader.isFile(at(name)), reader.read(at(name))]).toEqual([
      diskReader.isFile(at(name)),
      diskReader.read(at(name)),
    ]);
  });

  it("asks the disk for a text once", () => {
    const asked: string[] = [];
    const reader = createListingReader({
      ...diskReader,
      read(file) {
        asked.push(path.basename(file));
        return diskReader.read(file);
      },
    });
    writeFileSync(at("d.ts"), "1");
    expect([reader.read(at("d.ts")), reader.read(at("d.ts")), reader.read(at("e.ts"))]).toEqual(["1", "1", undefined]);
    expect(asked).toEqual(["d.ts"]);
  });
});
