/** A finding tried, from the quick-fix menu to lens, message, hover, list and the change to be reviewed; and every way that can end. */
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import type { ApplyWorkspaceEditParams, CodeAction, Hover, MarkupContent } from "vscode-languageserver/node";
import {
  commands,
  type FindingTarget,
  type MeasureAnswer,
  type MeasureTarget,
  pickDimensions,
  type WorkspaceFindings,
  workspaceFindings,
} from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { able, type Client, type ClientOptions, type Place, rangeOfText, stage } from "./client.ts";
import { hotLoad } from "./programs.ts";

const { alone, end, client: startClient } = stage();
afterAll(end);

const reviewing = {
  ...able,
  workspace: {
    ...able.workspace,
    workspaceEdit: { ...able.workspace?.workspaceEdit, changeAnnotationSupport: { groupsOnLabel: true } },
  },
};
const model = { "detector.onnx": make.mlp() };

async function trying(
  files: Readonly<Record<string, string | Uint8Array>>,
  more: Partial<ClientOptions> = {},
): Promise<Place & { readonly folder: string }> {
  const place = await alone(files, {
    capabilities: reviewing,
    answers: { "workspace/applyEdit": () => ({ applied: true }), [pickDimensions]: () => ({}) },
    ...more,
  });
  await place.client.connection.sendNotification("inferlens/settingsChanged", {
    trusted: true,
    menus: true,
    measureSeconds: 1,
    storagePath: place.path(".state"),
    ...more.options,
  });
  return place;
}

/** Entries of the menu on a text of the document. */
async function menu(client: Client, uri: string, text: string): Promise<readonly CodeAction[]> {
  return await client.actions(uri, rangeOfText(client.documents.get(uri)!, text));
}

async function argumentOf<T>(client: Client, uri: string, text: string, title: string): Promise<T> {
  const action = (await menu(client, uri, text)).find((one) => one.title === title);
  if (!action) throw new Error(`no ${title}: ${(await menu(client, uri, text)).map((one) => one.title).join(", ")}`);
  return action.command!.arguments![0] as T;
}

const measureThis = async (client: Client, uri: string, text: string): Promise<MeasureAnswer> =>
  await client.execute(commands.measure, await argumentOf<MeasureTarget>(client, uri, text, "Measure this"));

const lensesAt = async (client: Client, uri: string, line: number): Promise<readonly string[]> =>
  (await client.lenses(uri)).filter((lens) => lens.range.start.line === line).map((lens) => lens.command!.title);

async function hoverOn(client: Client, uri: string, text: string): Promise<string> {
  const { start } = rangeOfText(client.documents.get(uri)!, text);
  const hover: Hover = await client.connection.sendRequest("textDocument/hover", {
    textDocument: { uri },
    position: start,
  });
  return (hover.contents as MarkupContent).value;
}

const found = (client: Client): Promise<WorkspaceFindings> => client.connection.sendRequest(workspaceFindings, {});

describe("a load on every request", () => {
  it("is measured against a run, and says so everywhere; the result outlives the server", async () => {
    const place = await trying({ ...model, "a.ts": hotLoad });
    const { client } = place;
    const uri = place.uri("a.ts");
    await client.open(uri, hotLoad);
    await client.diagnostics(uri);
    const titles = (await menu(client, uri, "InferenceSession.create")).map((one) => one.title);
    expect(titles.slice(0, 3)).toEqual(["Load once at module level", "Measure this", "Compare before and after"]);

    expect(await measureThis(client, uri, "InferenceSession.create")).toMatchObject({
      kind: "measured",
      title: expect.stringMatching(/ to .* · .*faster \(.*\) · outputs match$/),
    });
    const [diagnostic] = await client.diagnosticsThat(uri, ([one]) => String(one!.message).includes("measured"));
    expect(diagnostic!.message).toMatch(
      /^detector\.onnx is loaded on every POST \/detect \([\d.]+ (µs|ms) measured\)\. /,
    );

    const [result, review, dismiss, ...others] = await lensesAt(client, uri, 5);
    expect(result).toMatch(/^\$\(git-compare\) [\d.]+ (µs|ms) to [\d.]+ (µs|ms) · .*faster \(.*\) · outputs match$/);
    expect([review, dismiss, others]).toEqual(["Review Change", "Dismiss", []]);
    const hover = await hoverOn(client, uri, "InferenceSession.create");
    expect(hover).toMatch(/\*\*Cost\*\* measured: .*faster.*outputs match · just now, on /);
    expect(hover).toContain("[Measure again]");
    expect(hover).toContain("[Compare before and after]");
    const [listed] = (await found(client)).findings;
    expect(listed).toMatchObject({
      measured: { costMs: expect.any(Number), text: expect.stringMatching(/^[\d.]+ (µs|ms) per request$/) },
      target: { id: expect.stringMatching(/^finding:model-load-in-hot-path:/) },
    });
    await client.stop();

    const again = await startClient({
      folders: [place.folder],
      capabilities: reviewing,
      options: { trusted: true, menus: true, storagePath: place.path(".state") },
    });
    await again.open(uri, hotLoad);
    await again.diagnosticsThat(uri, ([one]) => String(one?.message).includes("measured") === true);
    expect((await lensesAt(again, uri, 5))[0]).toBe(result);

    const changed = await again.replace(uri, ["res.json({ id: req.params.id", "res.json({ n: 1, id: req.params.id"]);
    await again.diagnosticsThat(uri, ([one]) => String(one?.message).includes("measured") === false);
    expect(changed).toBe(2);
    expect((await lensesAt(again, uri, 5))[0]).toMatch(/^\$\(history\) .* · outdated: code changed$/);
  });

  it("is reviewed as one annotated change, and dismissed for good", async () => {
    const place = await trying({ ...model, "a.ts": hotLoad });
    const { client } = place;
    const uri = place.uri("a.ts");
    await client.open(uri, hotLoad);
    await client.diagnostics(uri);
    const target = await argumentOf<FindingTarget>(client, uri, "InferenceSession.create", "Compare before and after");
    expect(await client.execute(commands.compareFix, target)).toMatchObject({ kind: "measured" });
    expect(await client.execute(commands.reviewChange, target)).toBe(true);
    const { params } = client.heard.find(({ method }) => method === "workspace/applyEdit")!;
    const { edit } = params as ApplyWorkspaceEditParams;
    expect(edit.changeAnnotations).toEqual({
      measured: {
        label: expect.stringMatching(/faster \([^)]*\),.* outputs match, on the model alone$/),
        description: "Load once at module level",
        needsConfirmation: true,
      },
    });
    expect(client.applied(edit, uri)).toContain("const session = await sessionPromise");

    await client.execute(commands.dismissComparison, target);
    expect(await lensesAt(client, uri, 5)).toEqual(["$(pulse) Measure"]);
    const [diagnostic] = await client.diagnosticsThat(uri, ([one]) => String(one!.message).includes("measured"));
    expect(diagnostic!.message).toContain("measured");
    const database = new DatabaseSync(place.path(".state/measurements.sqlite"), { readOnly: true });
    const rows = database.prepare("SELECT run_kind AS kind, subject_name AS name FROM runs").all();
    database.close();
    expect(rows).toEqual([{ kind: "comparison", name: target.fingerprint }]);
  });
});
