/** Editor and command line say the same of the same files. Absent on purpose: what they say. */
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { folderWith, run } from "../cli/run.ts";
import { Client, pulling } from "./client.ts";

const demo = path.resolve(import.meta.dirname, "../../demo");
let client: Client | undefined;
afterAll(() => client?.stop());

interface Said {
  readonly file: string;
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const inOrder = (said: readonly Said[]): readonly string[] =>
  said.map(({ file, rule, line, column, message }) => `${file}:${line}:${column} ${rule} ${message}`).sort();

describe("the same folder", () => {
  it("has the same findings in editor and command line, with settings and across files", async () => {
    const folder = folderWith({
      "inferlens.json":
        '{ "profile": "strict", "overrides": [{ "files": ["src/lib/**"], "rules": { "ort-options-pessimised": "error" } }] }',
    });
    cpSync(path.join(demo, "src"), path.join(folder, "src"), { recursive: true });
    const { out } = await run(folder, "check", "src", "--format", "json");
    const expected = (JSON.parse(out) as { findings: Said[] }).findings;
    expect(new Set(expected.map(({ file }) => file)).size).toBeGreaterThan(1);

    client = await Client.start({ folders: [folder], capabilities: pulling });
    const files = ["server", "lib/mel", "lib/notes", "lib/pcm", "lib/speaker", "lib/vad"].map(
      (name) => `src/${name}.ts`,
    );
    for (const file of files) {
      const uri = pathToFileURL(path.join(folder, file)).href;
      await client.open(uri, readFileSync(path.join(folder, file), "utf8"));
      const wanted = inOrder(expected.filter((one) => one.file === file));
      const seen = async () => {
        const { items } = (await client!.connection.sendRequest("textDocument/diagnostic", {
          textDocument: { uri },
        })) as { items: { code: string; message: string; range: { start: { line: number; character: number } } }[] };
        return inOrder(
          items.map(({ code, message, range: { start } }) => ({
            file,
            rule: code,
            line: start.line + 1,
            column: start.character + 1,
            message,
          })),
        );
      };
      // What other files do is read in the background.
      await expect.poll(seen, { timeout: 20_000 }).toEqual(wanted);
    }
  });
});
