/** Notebooks over the protocol: cells in and out, changes of their order, and nothing left behind. */

import { afterAll, describe, expect, it } from "vitest";
import type {
  Diagnostic,
  NotebookCell,
  TextDocumentContentChangeEvent,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { commands } from "../../server/src/lsp/protocol.ts";
import { able, type Client, pulling, stage } from "./client.ts";

const { alone, end } = stage();
afterAll(end);

const withNotebooks = { ...able, notebookDocument: { synchronization: { dynamicRegistration: false } } };

const setUp = `%matplotlib inline
!pip install torch
import torch
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
device = torch.device("cuda")`;
const train = `%%time
for x, y in DataLoader(ImageFolder(root), batch_size=32):
    loss = criterion(model(x), y)
    print(loss.item())
    loss.backward()`;

/** A notebook as an editor keeps it. */
class Notebook {
  readonly client: Client;
  readonly uri: string;
  readonly cells: TextDocument[] = [];
  #version = 1;
  #count = 0;

  constructor(client: Client, uri: string) {
    this.client = client;
    this.uri = uri;
  }

  static async open(client: Client, uri: string, ...texts: readonly string[]): Promise<Notebook> {
    const notebook = new Notebook(client, uri);
    for (const text of texts) notebook.cells.push(notebook.#cell(text));
    await client.connection.sendNotification("notebookDocument/didOpen", {
      notebookDocument: {
        uri,
        notebookType: "jupyter-notebook",
        version: 1,
        cells: notebook.cells.map(reference),
      },
      cellTextDocuments: notebook.cells.map(item),
    });
    return notebook;
  }

  async insert(at: number, text: string): Promise<TextDocument> {
    const cell = this.#cell(text);
    await this.splice(at, 0, [cell], { didOpen: [item(cell)] });
    return cell;
  }

  async remove(at: number): Promise<TextDocument> {
    const cell = this.cells[at]!;
    await this.splice(at, 1, [], { didClose: [{ uri: cell.uri }] });
    return cell;
  }

  /** As an editor tells it: out and in again, without closing the cell. */
  async move(from: number, to: number): Promise<void> {
    const moved = [...this.cells];
    const [cell] = moved.splice(from, 1);
    moved.splice(to, 0, cell!);
    await this.splice(0, moved.length, moved, {});
  }

  async splice(start: number, deleteCount: number, cells: readonly TextDocument[], more: object): Promise<void> {
    this.cells.splice(start, deleteCount, ...cells);
    await this.#change({ structure: { array: { start, deleteCount, cells: cells.map(reference) }, ...more } });
  }

  async replace(cell: TextDocument, from: string, to: string): Promise<void> {
    const start = cell.getText().indexOf(from);
    const range = { start: cell.positionAt(start), end: cell.positionAt(start + from.length) };
    const changes: TextDocumentContentChangeEvent[] = [{ range, text: to }];
    TextDocument.update(cell, changes, cell.version + 1);
    await this.#change({ textContent: [{ document: { uri: cell.uri, version: cell.version }, changes }] });
  }

  async close(): Promise<void> {
    await this.client.connection.sendNotification("notebookDocument/didClose", {
      notebookDocument: { uri: this.uri },
      cellTextDocuments: this.cells.map(({ uri }) => ({ uri })),
    });
  }

  /** Rules found in a cell's newest text, each with its line. */
  async found(cell: TextDocument): Promise<readonly string[]> {
    const { diagnostics } = await this.client.until(`diagnostics of ${cell.uri} v${cell.version}`, () => {
      const last = this.client.published.get(cell.uri);
      return last?.version === cell.version && last;
    });
    return listed(diagnostics);
  }

  async foundThat(cell: TextDocument, count: number): Promise<readonly string[]> {
    const last = await this.client.until(`${count} diagnostics of ${cell.uri}`, () => {
      const one = this.client.published.get(cell.uri);
      return one !== undefined && listed(one.diagnostics).length === count && one;
    });
    return listed(last.diagnostics);
  }

  #cell(text: string): TextDocument {
    const uri = `vscode-notebook-cell:${this.uri.slice(this.uri.indexOf("/"))}#W${this.#count++}`;
    return TextDocument.create(uri, "python", 1, text);
  }

  async #change(cells: object): Promise<void> {
    this.#version++;
    await this.client.connection.sendNotification("notebookDocument/didChange", {
      notebookDocument: { uri: this.uri, version: this.#version },
      change: { cells },
    });
  }
}

/** Other rules may have their say too. */
const listed = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics
    .map(({ code, range }) => `${range.start.line} ${code}`)
    .filter((one) => /dataloader-no-workers|gpu-sync-in-loop/.test(one));

const reference = ({ uri }: TextDocument): NotebookCell => ({ kind: 2, document: uri });
const item = (cell: TextDocument) => ({
  uri: cell.uri,
  languageId: cell.languageId,
  version: cell.version,
  text: cell.getText(),
});

async function opened(texts: readonly string[] = [setUp, train], capabilities: object = withNotebooks) {
  const place = await alone({}, { capabilities });
  return await Notebook.open(place.client, place.uri("train.ipynb"), ...texts);
}

const both = ["1 dataloader-no-workers", "3 gpu-sync-in-loop"];

describe("diagnostics of cells", () => {
  it("stand in their cell, also for clients that pull", async () => {
    const notebook = await opened([setUp, train], { ...pulling, notebookDocument: withNotebooks.notebookDocument });
    const [first, second] = notebook.cells as [TextDocument, TextDocument];
    expect(await notebook.found(second)).toEqual(both);
    expect(await notebook.found(first)).toEqual([]);
    const sync = notebook.client.published
      .get(second.uri)!
      .diagnostics.find(({ code }) => code === "gpu-sync-in-loop")!;
    expect(sync.relatedInformation).toMatchObject([{ location: { uri: second.uri, range: { start: { line: 1 } } } }]);
    const pulled = await notebook.client.connection.sendRequest("textDocument/diagnostic", {
      textDocument: { uri: second.uri },
    });
    expect(pulled).toEqual({ kind: "full", items: [] });
  });

  it("follow what is typed in any cell", async () => {
    const notebook = await opened();
    const [first, second] = notebook.cells as [TextDocument, TextDocument];
    expect(await notebook.found(second)).toEqual(both);
    await notebook.replace(second, "batch_size=32", "num_workers=4");
    expect(await notebook.found(second)).toEqual(["3 gpu-sync-in-loop"]);
    await notebook.replace(first, "import torch\n", "import torch\n\n\n");
    await notebook.replace(second, "num_workers=4", "batch_size=8");
    expect(await notebook.found(second)).toEqual(both);
    await notebook.replace(first, "torch.utils.data", "mine.data");
    expect(await notebook.foundThat(second, 1)).toEqual(["3 gpu-sync-in-loop"]);
    await notebook.replace(first, "mine.data", "torch.utils.data");
    expect(await notebook.foundThat(second, 2)).toEqual(both);
  });

  it("follow cells that come, go, move and are joined", async () => {
    const notebook = await opened();
    const [first, second] = notebook.cells as [TextDocument, TextDocument];
    expect(await notebook.found(second)).toEqual(both);
    const third = await notebook.insert(1, train.replace("%%time\n", ""));
    expect(await notebook.found(third)).toEqual(["0 dataloader-no-workers", "2 gpu-sync-in-loop"]);
    await notebook.move(1, 2);
    await notebook.replace(third, "32", "64");
    expect(await notebook.found(third)).toEqual(["0 dataloader-no-workers", "2 gpu-sync-in-loop"]);
    await notebook.remove(1);
    expect(await notebook.foundThat(second, 0)).toEqual([]);
    // Joined with the cell above: its text grows, the other goes.
    await notebook.replace(first, 'device("cuda")', `device("cuda")\n${train.replace("%%time\n", "")}`);
    await notebook.remove(1);
    expect(await notebook.found(first)).toEqual(["6 dataloader-no-workers", "8 gpu-sync-in-loop"]);
    expect(await notebook.foundThat(third, 0)).toEqual([]);
  });

  it("go when the cell's language changes and when the notebook is closed", async () => {
    const notebook = await opened([setUp, train, train]);
    const [, second, third] = notebook.cells as [TextDocument, TextDocument, TextDocument];
    expect(await notebook.found(third)).toEqual(both);
    const other = TextDocument.create(second.uri, "markdown", 2, train);
    await notebook.splice(1, 1, [other], { didClose: [{ uri: second.uri }], didOpen: [item(other)] });
    expect(await notebook.foundThat(second, 0)).toEqual([]);
    await notebook.close();
    expect(await notebook.foundThat(third, 0)).toEqual([]);
    expect([...notebook.client.published.values()].every(({ diagnostics }) => diagnostics.length === 0)).toBe(true);
  });

  it("are not troubled by a cell that is broken", async () => {
    const notebook = await opened([setUp, "def f(:\n    x = [(\n", "@dangling", train]);
    expect(await notebook.found(notebook.cells[3]!)).toEqual(both);
    const untitled = await Notebook.open(notebook.client, "untitled:Untitled-1.ipynb", setUp, train);
    expect(await untitled.found(untitled.cells[1]!)).toEqual(both);
  });
});

const evaluation = `def score(model, inputs):
    model.eval()
    return model(inputs).sum(-1)


print(score(torch.load("model.pt"), torch.randn(4, 8)))`;

describe("answers about a cell", () => {
  it("offer the fix of a function and no comparison, since nobody can import what a cell defines", async () => {
    const notebook = await opened(["import torch", evaluation]);
    const { client } = notebook;
    const cell = notebook.cells[1]!;
    await client.connection.sendNotification("inferlens/settingsChanged", { trusted: true });
    await notebook.found(cell);
    const found = client.published.get(cell.uri)!.diagnostics.find(({ code }) => code === "inference-without-no-grad");
    const titles = (await client.actions(cell.uri, found!.range)).map(({ title }) => title);
    expect(titles).toContainEqual(expect.stringMatching(/^Run it under inference_mode/));
    expect(titles).not.toContain("Compare before and after");
  });

  it("fix, explain and show in the cell", async () => {
    const notebook = await opened();
    const { client } = notebook;
    const [first, second] = notebook.cells as [TextDocument, TextDocument];
    await notebook.found(second);
    const { diagnostics } = client.published.get(second.uri)!;
    const [loader, sync] = ["dataloader-no-workers", "gpu-sync-in-loop"].map((rule) =>
      diagnostics.find(({ code }) => code === rule),
    );
    const actions = await client.actions(second.uri, loader!.range, undefined, [loader!]);
    expect(actions[0]!.diagnostics![0]!.range).toEqual(loader!.range);
    const { edit } = await client.resolve(actions[0]!);
    expect(applied(edit!, second)).toBe(train.replace("batch_size=32", "batch_size=32, num_workers=4"));
    const ignoring = (await client.actions(second.uri, sync!.range)).find(({ title }) => /in this file/.test(title))!;
    const ignored = applied((await client.resolve(ignoring)).edit!, second);
    expect(ignored.split("\n").slice(0, 2)).toEqual(["%%time", expect.stringContaining("inferlens-ignore-file")]);
    expect(await client.actions(first.uri, loader!.range)).toEqual([]);
    const position = sync!.range.start;
    const hover = await client.connection.sendRequest("textDocument/hover", {
      textDocument: { uri: second.uri },
      position,
    });
    expect(hover).toMatchObject({ range: { start: { line: 3 } } });
    expect(
      await client.connection.sendRequest("textDocument/hover", { textDocument: { uri: first.uri }, position }),
    ).toBeNull();
    const story = await client.execute(commands.explain, { uri: second.uri, position });
    expect(story).toMatchObject({
      rule: "gpu-sync-in-loop",
      place: { uri: second.uri, line: 3 },
      reasons: [{ uri: second.uri, line: 1 }],
    });
  });

  it("offer to measure models where they are loaded", async () => {
    const load = 'import onnxruntime as ort\nsession = ort.InferenceSession("m.onnx")';
    const place = await alone({ "m.onnx": "" }, { capabilities: withNotebooks, options: { trusted: true } });
    const notebook = await Notebook.open(place.client, place.uri("a.ipynb"), "x = 1\n", load);
    await notebook.found(notebook.cells[1]!);
    const lenses = await place.client.lenses(notebook.cells[1]!.uri);
    expect(lenses.map(({ range }) => range.start.line)).toEqual([1, 1]);
    expect(await place.client.lenses(notebook.cells[0]!.uri)).toEqual([]);
  });
});

function applied({ documentChanges, changes }: WorkspaceEdit, cell: TextDocument): string {
  const uris = [
    ...Object.keys(changes ?? {}),
    ...(documentChanges ?? []).map((one) => ("edits" in one ? one.textDocument.uri : one.kind)),
  ];
  expect(uris).toEqual([cell.uri]);
  const edits = [
    ...(changes?.[cell.uri] ?? []),
    ...(documentChanges ?? []).flatMap((one) => ("edits" in one ? one.edits : [])),
  ];
  return TextDocument.applyEdits(
    cell,
    edits.map((one) => ("snippet" in one ? { range: one.range, newText: one.snippet.value } : one)),
  );
}
