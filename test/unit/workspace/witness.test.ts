/** What was asked of the disk is told from what was not. Changes that matter to a check: test/cli/again.test.ts. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createListingReader } from "../../../server/src/workspace/listingReader.ts";
import { diskReader, type FolderReader } from "../../../server/src/workspace/reader.ts";
import { createWitness, stillGiven } from "../../../server/src/workspace/witness.ts";

const folder = path.resolve(import.meta.dirname, "../../../server/src/text");

function answersOf(ask: (reader: FolderReader) => void) {
  const witness = createWitness();
  ask(createListingReader(diskReader, witness));
  return witness.answers();
}

describe("answers of the disk", () => {
  const answers = answersOf((reader) => {
    reader.list(folder);
    reader.read(path.join(folder, "span.ts"));
    reader.isFile(path.join(folder, "nowhere.ts"));
    reader.isFile(path.join(folder, "no/such/folder.ts"));
  });

  it("of files nobody touched are taken without reading them", () => {
    const none: FolderReader = {
      list: () => expect.fail("listed"),
      read: () => expect.fail("read"),
      isFile: () => expect.fail("asked"),
    };
    expect(stillGiven(answers, none)).toBe(answers);
  });

  it("survive being written down", () => {
    expect(stillGiven(JSON.parse(JSON.stringify(answers)) as typeof answers, diskReader)).toEqual(answers);
  });

  it("are compared where times tell nothing", () => {
    const untimed = {
      ...answers,
      files: answers.files.map(([file, , text]) => [file, null, text] as const),
      folders: answers.folders.map(([name, , asked, all]) => [name, null, asked, all] as const),
    };
    expect(stillGiven(untimed, diskReader)).toEqual(answers);
    expect(stillGiven(untimed, { ...diskReader, read: () => "another" })).toBeUndefined();
    expect(stillGiven(untimed, { ...diskReader, list: () => [] })).toBeUndefined();
  });
});
