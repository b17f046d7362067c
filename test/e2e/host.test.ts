/** Inside the extension host: what the editor's own runtime can do for us. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

interface Found {
  readonly node: string;
  readonly sqlite: string;
  readonly active: boolean;
  readonly history: string | null;
}

it("node:sqlite loads in the extension host and in the server", async () => {
  const result = path.join(inRoot("out", "e2e"), "host.json");
  process.env.INFERLENS_HOST_RESULT = result;
  await openWorkbench({ name: "host", open: "src/server.ts", inHost: inRoot("test", "e2e", "host") });
  const found = await expect
    .poll(() => readFileSync(result, "utf8"), { timeout: 60_000 })
    .toContain("}")
    .then(() => JSON.parse(readFileSync(result, "utf8")) as Found);
  expect(Number(found.node.split(".")[0])).toBeGreaterThanOrEqual(24);
  expect(found).toMatchObject({ sqlite: "works", active: true, history: null });
});
