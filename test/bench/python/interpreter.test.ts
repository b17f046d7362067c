/** Which Python is chosen: what was named, the environment nearest to the code, else what the system finds. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { interpreterOf } from "../../../server/src/bench/python/interpreter.ts";

const folder = mkdtempSync(path.join(tmpdir(), "interpreters-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers as Python does when it is asked for its version. */
function pythonAt(place: string, version: string): string {
  const file = path.join(folder, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${version}\necho "$0"\n`);
  chmodSync(file, 0o755);
  return file;
}

const nobody = () => "";

describe.skipIf(process.platform === "win32")("the Python of a file", () => {
  const outer = pythonAt("a/.venv/bin/python", "3.12.1");
  const inner = pythonAt("a/b/venv/bin/python", "3.9.2");

  it("is the environment nearest to it", async () => {
    expect(await interpreterOf(path.join(folder, "a/x.py"), nobody)).toEqual({ interpreter: outer });
    expect(await interpreterOf(path.join(folder, "a/b/c/x.py"), nobody)).toEqual({ interpreter: inner });
  });

  it("is the one that was named: absolute, or from a folder above", async () => {
    expect(await interpreterOf(path.join(folder, "a/b/x.py"), () => outer)).toEqual({ interpreter: outer });
    expect(await interpreterOf(path.join(folder, "a/b/x.py"), () => ".venv/bin/python")).toEqual({
      interpreter: outer,
    });
  });

  it("that was named and is none is said, not passed over", async () => {
    expect(await interpreterOf(path.join(folder, "a/x.py"), () => "/no/python")).toMatchObject({
      failure: { kind: "no-runtime", reason: "no Python at /no/python" },
    });
    writeFileSync(path.join(folder, "a/other"), "#!/bin/sh\necho hello\n");
    chmodSync(path.join(folder, "a/other"), 0o755);
    expect(await interpreterOf(path.join(folder, "a/x.py"), () => path.join(folder, "a/other"))).toHaveProperty(
      "failure",
    );
  });

  it.each([
    ["2.7.18", false],
    ["3.7.16", false],
    ["3.8.0", true],
    ["3.14.0", true],
    ["4.0.0", true],
  ])("%s is new enough: %s", async (version, works) => {
    const python = pythonAt(`versions/${version}`, version);
    const found = await interpreterOf("/x.py", () => python);
    if (works) expect(found).toEqual({ interpreter: python });
    else expect(found).toMatchObject({ failure: { reason: `Python ${version} is too old` } });
  });

  it("that was replaced is asked again", async () => {
    const python = pythonAt("replaced", "3.7.1");
    expect(await interpreterOf("/x.py", () => python)).toHaveProperty("failure");
    await new Promise((resolve) => setTimeout(resolve, 20));
    pythonAt("replaced", "3.11.1");
    expect(await interpreterOf("/x.py", () => python)).toEqual({ interpreter: python });
  });

  it("is nobody's business for other files", async () => {
    const asked = () => {
      throw new Error("asked");
    };
    expect(await interpreterOf("/x.ts", asked)).toEqual({});
  });
});
