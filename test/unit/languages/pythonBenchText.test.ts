/** Bench files of Python made from signatures: what stands for what, methods, and what cannot be known. */
import { describe, expect, it } from "vitest";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";
import { exportedFunctions } from "../../../server/src/usage/exportedFunctions.ts";

const python = await loadFrontEnd("python");

function written(text: string, name?: string) {
  const parsed = python.parse({ fileName: "/p/embed.py", text });
  const found = exportedFunctions(parsed.facts()).find((one) => name === undefined || one.name === name);
  if (!found) throw new Error("no exported function");
  const made = parsed.benchText!({ name: found.name, span: found.scope.span });
  if (!made) throw new Error("no bench text");
  return { ...made, selected: made.entry.slice(made.first.start, made.first.end) };
}

const args = (text: string, name?: string): readonly string[] =>
  [...written(text, name).entry.matchAll(/^ {8}("\w+": .*),$/gm)].map(([, one]) => one!);

describe("a bench file", () => {
  it("is a dict under the function's name, with its arguments by name", () => {
    const made = written("def embed(texts: list[str], *, size: int, scale=1.0, **more):\n    return texts\n");
    expect(made.fileName).toBe("embed_inferlens.py");
    expect(made.header).toMatch(/^# What InferLens calls the functions of embed\.py with\./);
    expect(made.header).not.toContain("import");
    expect(made.entry).toBe(
      'embed = {\n    "args": lambda: {\n        "texts": ["text"],\n        "size": 1,\n    },\n}\n',
    );
    expect(made.selected).toBe('["text"]');
  });

  it.each([
    ["a: str, b: int, c: float, d: bool", ['"a": "text"', '"b": 1', '"c": 1.0', '"d": True']],
    ["a: Optional[str], b: int | None, c: Union[None, float]", ['"a": "text"', '"b": 1', '"c": 1.0']],
    [
      "a: list[list[int]], b: dict[str, int], c: tuple[str, int], d: Sequence[str]",
      ['"a": [[1]]', '"b": {}', '"c": ("text", 1)', '"d": ["text"]'],
    ],
    ["a: Literal['x', 'y'], b: bytes, c: 'int'", ["\"a\": 'x'", '"b": b"bytes"', '"c": None']],
    [
      "model, texts, query, n_epochs, config",
      ['"model": None', '"texts": ["text"]', '"query": "text"', '"n_epochs": 1', '"config": {}'],
    ],
    ["image: np.ndarray, /, x: torch.Tensor = None, *rest", ['"image": None']],
  ])("for (%s)", (parameters, expected) => {
    expect(args(`def f(${parameters}):\n    pass\n`)).toEqual(expected);
  });

  it("of a method has the object when that needs arguments", () => {
    const text = `class Settings:
    pass


class Detector:
    def __init__(self, settings: Settings, scale: float = 1.0):
        self.scale = scale

    def detect(self, value: int):
        return value

    @staticmethod
    def version(name: str):
        return name
`;
    const made = written(text, "Detector.detect");
    expect(made.entry).toBe(
      'Detector = {\n    "detect": {\n        "self": lambda: code.Detector(settings=code.Settings()),\n        "args": lambda: {\n            "value": 1,\n        },\n    },\n}\n',
    );
    expect(made.header).toMatch(/\nimport embed as code\n$/);
    expect(written(text, "Detector.version").entry).toContain('"name": "text"');
  });

  it("of a decorated function and one without arguments", () => {
    expect(args("import x\n\n\n@x.cache\nasync def f(name: str):\n    pass\n")).toEqual(['"name": "text"']);
    expect(written("def f():\n    pass\n").entry).toBe('f = {\n    "args": lambda: {},\n}\n');
  });
});
