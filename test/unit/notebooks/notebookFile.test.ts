/** Notebook files: what is read of them, where it stands, and what a fix leaves as it was. */
import { describe, expect, it } from "vitest";
import { fixedNotebook, notebookPlaces } from "../../../server/src/notebooks/filePlaces.ts";
import { readNotebook } from "../../../server/src/notebooks/notebookFile.ts";

const code = (source: unknown, more: object = {}) => ({
  cell_type: "code",
  metadata: {},
  outputs: [],
  source,
  ...more,
});
const file = (cells: unknown, more: object = {}) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, ...more }, null, 1);
const textOf = (raw: string) => {
  const notebook = readNotebook(raw);
  return "text" in notebook ? notebook.text : notebook.problem;
};

describe("reading", () => {
  it("joins code cells, lists and single texts alike, and leaves the others out", () => {
    const raw = file([
      { cell_type: "markdown", source: "# x" },
      code(["a\n", "b"]),
      { cell_type: "raw", source: "r" },
      code("c"),
    ]);
    expect(readNotebook(raw)).toEqual({
      cells: [
        { index: 1, source: "a\nb" },
        { index: 3, source: "c" },
      ],
      text: "a\nb\v\nc",
    });
  });

  it("hides a cell of another language", () => {
    expect(textOf(file([code("select 1", { metadata: { vscode: { languageId: "sql" } } }), code("a")]))).toBe(
      "\f\f\f\f\f\f\f\f\v\na",
    );
  });

  it("reads nothing of a notebook of another language", () => {
    expect(textOf(file([code("a")], { metadata: { kernelspec: { language: "julia" } } }))).toBe("");
    expect(textOf(file([code("a")], { metadata: { language_info: { name: "python" } } }))).toBe("a");
  });

  it.each([
    ["{", "its JSON cannot be read; restore it or save it again"],
    ["", "its JSON cannot be read; restore it or save it again"],
    ["[]", "its JSON cannot be read; restore it or save it again"],
    ['{"nbformat": 4}', "it holds no list of cells"],
    [
      '{"nbformat": 3, "worksheets": []}',
      "it is in the old notebook format 3; open and save it in Jupyter to bring it up to date",
    ],
  ])("says what is wrong with %j", (raw, problem) => expect(textOf(raw)).toBe(problem));

  it.each([[[]], [[null, 3, {}, { cell_type: "code" }, { cell_type: "code", source: [1] }]]])("bears %j", (cells) =>
    expect(textOf(file(cells))).toBe(""),
  );
});

describe("places", () => {
  const raw = file([
    { cell_type: "markdown", source: "# x" },
    code(["é = 'a\\\\b'\n", "x.\t(y)\n"]),
    code('p = "q"\nz'),
  ]);
  const text = textOf(raw);
  const places = notebookPlaces(raw);
  const at = (part: string) => text.indexOf(part);

  it.each(["é", "b'", "(y)", "y)", "q", "z"])("finds %s in the file", (part) => {
    const { line, column } = places.position(at(part));
    expect(raw.split("\n")[line]!.slice(column)).toMatch(new RegExp(`^${part.replace(/[()]/g, "\\$&")}`));
  });

  it("counts cells and lines in them", () => {
    expect(places.cellPosition(at("(y)"))).toEqual({ cell: 1, line: 1, column: 3 });
    expect(places.cellPosition(at("z"))).toEqual({ cell: 2, line: 1, column: 0 });
  });

  it("has an answer for offsets beyond the end and for files that cannot be read", () => {
    expect(places.cellPosition(9999)).toMatchObject({ cell: 2 });
    expect(notebookPlaces("{").position(3)).toEqual({ line: 0, column: 0 });
  });
});

describe("fixing", () => {
  const insertion = (raw: string, before: string, text: string) => {
    const start = textOf(raw).indexOf(before);
    return [{ span: { start, end: start }, text }];
  };

  it.each([1, 2, "\t"])("changes the source of one cell and nothing else, indented with %j", (indent) => {
    const cells = [code(["%time f()\n", 'load("é")\n'], { outputs: [{ text: ["\\u00e9"] }] }), code(["x\n", "y"])];
    const before = `${JSON.stringify({ metadata: { z: 1, a: [] }, nbformat: 4, cells }, null, indent).replace('"x\\n"', '"\\u0078\\n"')}\n`;
    const after = fixedNotebook(before, [insertion(before, "y", "z\n"), []]);
    cells[1]!.source = ["x\n", "z\n", "y"];
    expect(after).toBe(
      `${JSON.stringify({ metadata: { z: 1, a: [] }, nbformat: 4, cells }, null, indent).replace('"x\\n"', '"\\u0078\\n"')}\n`,
    );
  });

  it("keeps a single text a single text, and hidden lines", () => {
    const raw = file([code("%time f()\r\na")]);
    const after = fixedNotebook(raw, [insertion(raw, "a", "b\r\n")]);
    expect(after).toBe(raw.replace("\\r\\na", "\\r\\nb\\r\\na"));
  });

  it("applies rounds one after the other", () => {
    const raw = file([code(["a\n"]), code(["b"])]);
    const second = [{ span: { start: 0, end: 3 }, text: "d" }];
    const after = fixedNotebook(raw, [insertion(raw, "a", "cc"), second]);
    expect(JSON.parse(after!)).toMatchObject({ cells: [{ source: ["d\n"] }, { source: ["b"] }] });
  });

  it("changes nothing when cells would run together", () => {
    const raw = file([code("a"), code("b")]);
    expect(fixedNotebook(raw, [[{ span: { start: 0, end: 4 }, text: "" }]])).toBeUndefined();
  });
});
