/** Kept runs as pages: their trend, two of them compared, the same two run in turns, and each page as a file. */
import { afterAll, describe, expect, it } from "vitest";
import { openHistory } from "../../server/src/history/store.ts";
import {
  commands,
  type ExportPage,
  type ListedRun,
  type MeasureAnswer,
  type Page,
  type PageAnswer,
  type PageRequest,
} from "../../server/src/lsp/protocol.ts";
import { lensTitle } from "../../server/src/report/measurement.ts";
import * as make from "../fixtures/models/make.ts";
import { type Client, type Place, stage } from "./client.ts";
import { goodLoad } from "./programs.ts";

const { alone, end } = stage();
afterAll(end);

async function measuredTwice(): Promise<Place & { readonly runs: readonly string[]; readonly model: string }> {
  const place = await alone({ "detector.onnx": make.mlp() });
  const { client, uri, path } = place;
  await client.connection.sendNotification("inferlens/settingsChanged", {
    trusted: true,
    measureSeconds: 1,
    storagePath: path(".state"),
  });
  await client.open(uri("a.ts"), goodLoad);
  const runs: string[] = [];
  for (let run = 0; run < 2; run++) {
    const target = { uri: uri("a.ts"), id: "model:detector.onnx" };
    const answer = await client.execute<MeasureAnswer>(commands.measure, target);
    if (answer.kind !== "measured") throw new Error(JSON.stringify(answer));
    runs.push(answer.runId);
  }
  return { ...place, runs, model: path("detector.onnx") };
}

async function pageOf(client: Client, request: PageRequest): Promise<Page> {
  const answer = await client.execute<PageAnswer>(commands.page, request);
  if ("reason" in answer) throw new Error(answer.reason);
  return answer.page;
}

describe("two runs of a model", () => {
  it("stand in its lens, its trend and a comparison, and can be run again in turns", async () => {
    const { client, uri, path, runs, model } = await measuredTwice();
    const history = openHistory(path(".state/measurements.sqlite"));
    const newest = history.get(runs[1]!);
    history.close();
    if (newest?.kind !== "model") throw new Error("the second run is not kept");
    const lenses = (await client.lenses(uri("a.ts"))).map(({ command }) => command?.title ?? "");
    expect(lenses[0]).toContain(lensTitle(newest, { leads: "latency", staleness: null }).text);

    const trend = await pageOf(client, { kind: "trend", subject: { path: model, name: "" } });
    expect(trend.title).toBe("Trend of detector.onnx");
    expect(trend.tables[0]!.rows).toHaveLength(2);
    expect(trend.charts).toHaveLength(1);
    const listed = await client.execute<readonly ListedRun[]>(commands.runs, { path: model, name: "" });
    expect(listed.map(({ id }) => id)).toEqual([...runs].reverse());

    const compared = await pageOf(client, { kind: "compare", runs });
    expect(compared.title).toBe("Compare detector.onnx");
    const [inTurns] = compared.buttons ?? [];
    expect(inTurns).toMatchObject({ title: "Run Both in Turns", argument: runs });

    const answer = await client.execute<MeasureAnswer>(commands.compareInTurns, { runs: inTurns!.argument });
    expect(answer.kind).toBe("measured");
    const again = await pageOf(client, {
      kind: "compare",
      runs: [answer.kind === "measured" ? answer.runId : ""],
    });
    expect(again.title).toBe("Compare detector.onnx");
    expect(again.notes.join("\n")).toContain("Interleaved: both ran in turns in one process");

    const form = (page: Page, as: ExportPage["form"]) =>
      client.execute<string>(commands.exportPage, { page, form: as } satisfies ExportPage);
    expect(await form(trend, "markdown")).toContain("| Run |");
    expect((await form(trend, "csv")).split("\n")[0]).toMatch(/^Run,/);
    expect(JSON.parse(await form(again, "json"))).toMatchObject({ title: "Compare detector.onnx" });
    expect(await form(again, "svg")).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
  });

  it("that are gone are told as such", async () => {
    const { client } = await measuredTwice();
    const missing = { kind: "compare", runs: ["00000000", "11111111"] } as const;
    expect(await client.execute<PageAnswer>(commands.page, missing)).toEqual({
      reason: "This run is no longer kept. Choose another one.",
    });
    expect(await client.execute<MeasureAnswer>(commands.compareInTurns, { runs: missing.runs })).toMatchObject({
      kind: "failed",
      reason: "one of the runs is no longer kept",
    });
  });
});
