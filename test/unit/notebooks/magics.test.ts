/** What of a cell is no Python is hidden, and nothing else. */
import { describe, expect, it } from "vitest";
import { pythonOf } from "../../../server/src/notebooks/magics.ts";

/** Hidden characters as dots. */
const shown = (source: string): string => {
  const python = pythonOf(source);
  expect(python).toHaveLength(source.length);
  expect(python.split("\n").map((line) => line.length)).toEqual(source.split("\n").map((line) => line.length));
  return python.replaceAll("\f", ".");
};

describe("commands of the kernel", () => {
  it.each([
    ["%matplotlib inline\nx = 1", "..................\nx = 1"],
    ["!pip install -q torch\n", ".....................\n"],
    ["!pip install \\\n  torch\nx = 1", "..............\n.......\nx = 1"],
    ["?torch.load\n??torch", "...........\n......."],
    ["torch.load?\nx", "...........\nx"],
    ["model(x)??", ".........."],
    ["%%time\nmodel(x)", "......\nmodel(x)"],
    ["\n%%capture out\nmodel(x)", "\n.............\nmodel(x)"],
    ["%%bash\nls $(pwd\n", "......\n........\n"],
    ["%%html\n<b>", "......\n..."],
    ["%%writefile a.py\nimport torch", "................\n............"],
    ["files = !ls", "files = _.."],
    ["t = %timeit -o f()", "t = _............."],
    ["if gpu:\n    !nvidia-smi\nx", "if gpu:\n    _..........\nx"],
    ["%time\r\nx = 1\r\n", ".....\r\nx = 1\r\n"],
  ])("%j", (source, expected) => expect(shown(source)).toBe(expected));
});

describe("Python that looks like it", () => {
  it.each([
    "x = (a\n     % b)",
    "x = a \\\n  % b",
    's = """\n%time\n!ls\n"""\n',
    "s = '''a\\'''\n!ls '''",
    "print('really?')\n",
    "# really?\nx = 1  # why?\n",
    "x %= 3\ny = x % 2\nz = x != 3\n",
    'f = {"a": "?"}\n',
    "f(a=b)  # %%bash",
    "",
    "\n\n",
  ])("%j", (source) => expect(pythonOf(source)).toBe(source));

  it("has no signs of ours", () => expect(pythonOf("a\fb\vc")).toBe("a b c"));
  it("ends when a text does not", () => expect(pythonOf('"""a\n%time')).toBe('"""a\n%time'));
});
