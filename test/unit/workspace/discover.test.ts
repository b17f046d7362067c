/** Which files a folder stands for: what .gitignore leaves out, and a folder that is left out itself but was named. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { discover } from "../../../server/src/workspace/discover.ts";

const root = mkdtempSync(path.join(tmpdir(), "inferlens-discover-"));
afterAll(() => rmSync(root, { recursive: true }));

const put = (file: string, text = ""): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

put(".git/HEAD");
put(".gitignore", "tmp\n*.gen.ts\n");
put("src/a.ts");
put("src/b.gen.ts");
put("tmp/copy/c.ts");
put("tmp/copy/d.gen.ts");
put("tmp/copy/.gitignore", "e.ts\n");
put("tmp/copy/e.ts");

const found = async (folder: string): Promise<readonly string[]> =>
  (await discover([path.join(root, folder)], ["ts", "js"], root)).map((file) =>
    path.relative(root, file).replaceAll(path.sep, "/"),
  );

it("leaves out what .gitignore files say, those above the folder too", async () => {
  expect(await found(".")).toEqual(["src/a.ts"]);
  expect(await found("src")).toEqual(["src/a.ts"]);
});

it("takes a folder that is left out itself at its word", async () => {
  expect(await found("tmp/copy")).toEqual(["tmp/copy/c.ts", "tmp/copy/d.gen.ts"]);
});
