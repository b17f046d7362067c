/** Versions of Python packages, as projects write them down. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createVersions } from "../../../server/src/workspace/versions.ts";

const versionIn = (files: Readonly<Record<string, string>>, name: string): string | undefined => {
  const texts = new Map(Object.entries(files).map(([file, text]) => [path.join("/w", file), text]));
  const reader = { read: (file: string) => texts.get(file), isFile: (file: string) => texts.has(file) };
  return createVersions(reader).versionOf(path.join("/w/app/main.py"), `pypi:${name}`);
};

describe("a version", () => {
  it.each<[string, string, string, string | undefined]>([
    ["requirements.txt", "torch==2.4.1\n", "torch", "2.4.1"],
    ["requirements.txt", "# pinned\nfastapi>=0.110,<1  # web\n", "fastapi", "0.110.0"],
    ["requirements.txt", "sentence-transformers[train] ~= 3.0\n", "sentence_transformers", "3.0.0"],
    ["requirements.txt", "torchvision==0.19\n", "torch", undefined],
    ["requirements.txt", "torch<3\n", "torch", undefined],
    ["requirements.txt", "torch\n", "torch", undefined],
    ["pyproject.toml", '[project]\ndependencies = ["torch>=2.1", "openai>=1.30"]\n', "openai", "1.30.0"],
    ["pyproject.toml", '[tool.poetry.dependencies]\ntransformers = "^4.41"\n', "transformers", "4.41.0"],
    [
      "pyproject.toml",
      '[tool.poetry.dependencies]\ntorch = { version = "2.3.0", source = "pytorch" }\n',
      "torch",
      "2.3.0",
    ],
    ["uv.lock", '[[package]]\nname = "torch"\nversion = "2.5.1+cu124"\n', "torch", "2.5.1"],
    ["poetry.lock", '[[package]]\nname = "scikit-learn"\nversion = "1.5.0"\n', "sklearn", "1.5.0"],
    ["environment.yml", "dependencies:\n  - numpy=1.26\n  - pip:\n    - openai==1.2.3\n", "openai", "1.2.3"],
  ])("in %s: %s", (file, text, name, version) => {
    expect(versionIn({ [file]: text }, name)).toBe(version);
  });

  it("comes from the lock before what is only asked for, and from the nearest project", () => {
    const files = { "pyproject.toml": 'dependencies = ["torch>=2.0"]', "uv.lock": 'name = "torch"\nversion = "2.4.0"' };
    expect(versionIn(files, "torch")).toBe("2.4.0");
    expect(versionIn({ ...files, "app/requirements.txt": "torch==1.13" }, "torch")).toBe("1.13.0");
  });
});
