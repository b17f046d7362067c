/** The best settings of a model over the protocol: what may be varied, the sweep itself, its page, and what it leaves alone. */
import { afterAll, describe, expect, it } from "vitest";
import { openHistory } from "../../server/src/history/store.ts";
import { commands, type MeasureAnswer, type MeasuredSubject, type PageAnswer } from "../../server/src/lsp/protocol.ts";
import type { SweepProposal } from "../../server/src/lsp/sweepProtocol.ts";
import * as make from "../fixtures/models/make.ts";
import { type Place, stage } from "./client.ts";
import { goodLoad } from "./programs.ts";

const { alone, end } = stage();
afterAll(end);

async function opened(files: Record<string, string | Uint8Array> = {}): Promise<Place> {
  const place = await alone({ "detector.onnx": make.mlp(), ...files });
  await place.client.connection.sendNotification("inferlens/settingsChanged", {
    trusted: true,
    measureSeconds: 1,
    storagePath: place.path(".state"),
  });
  await place.client.open(place.uri("a.ts"), goodLoad);
  return place;
}

const targetIn = ({ uri }: Place) => ({ uri: uri("a.ts"), id: "model:detector.onnx" });

describe("finding the best settings", () => {
  it("offers what can be varied, measures it, and shows it again from what is kept", async () => {
    const place = await opened();
    const { client, uri, path } = place;
    const target = targetIn(place);
    const proposal = await client.execute<SweepProposal>(commands.proposeSweep, target);
    expect(proposal).toMatchObject({ kind: "proposal", model: "detector.onnx", secondsPerSetting: 3 });
    expect(proposal.axes.find(({ name }) => name === "concurrency")).toMatchObject({
      title: "At once",
      values: ["1", "2", "4"],
      usual: false,
    });

    const vary = ["concurrency"];
    const answer = await client.execute<MeasureAnswer>(commands.sweep, { ...target, vary });
    if (answer.kind !== "measured") throw new Error(JSON.stringify(answer));
    const request = { kind: "sweep", target, group: answer.runId, vary } as const;
    const shown = await client.execute<PageAnswer>(commands.page, request);
    if ("reason" in shown) throw new Error(shown.reason);
    expect(shown.page.title).toBe("Best settings for detector.onnx");
    expect(shown.page.notes[0]).toContain("3 of 3 settings");
    expect(shown.page.tables[0]!.rows).toHaveLength(3);
    expect(shown.page.verdict).toBe(answer.title);
    expect(shown.page.buttons).toEqual([
      { title: "Find Again", command: "inferlens.sweepModel", argument: { ...target, vary } },
    ]);

    // Settings nobody uses are no figure of this line, nor what is gone on from.
    expect((await client.lenses(uri("a.ts")))[0]?.command?.title).toBe("Measure");
    const [subject] = await client.execute<readonly MeasuredSubject[]>(commands.measuredSubjects);
    expect(subject).toMatchObject({ path: path("detector.onnx"), runs: 6 });
    const measured = await client.execute<MeasureAnswer>(commands.measure, target);
    expect(measured.kind).toBe("measured");
    expect((await client.lenses(uri("a.ts")))[0]?.command?.title).toMatch(/p50/);
  });

  it("goes on with one that was cancelled", async () => {
    const place = await opened();
    const { client, path } = place;
    const target = targetIn(place);
    const vary = ["concurrency"];
    const first = client.execute<MeasureAnswer>(commands.sweep, { ...target, vary });
    const kept = () => {
      const history = openHistory(path(".state/measurements.sqlite"));
      const runs = history.list({ kind: "model", limit: -1 });
      history.close();
      return runs;
    };
    await expect.poll(() => kept().length, { timeout: 30_000 }).toBeGreaterThan(0);
    await client.execute(commands.cancel, undefined);
    const cancelled = await first;
    if (cancelled.kind !== "measured") throw new Error(JSON.stringify(cancelled));
    const request = { kind: "sweep", target, group: cancelled.runId, vary } as const;
    const half = await client.execute<PageAnswer>(commands.page, request);
    if ("reason" in half) throw new Error(half.reason);
    expect(half.page.notes.join("\n")).toMatch(/not run yet/);
    expect(half.page.buttons?.[0]?.title).toBe("Go On");

    const second = await client.execute<MeasureAnswer>(commands.sweep, { ...target, vary });
    expect(second).toMatchObject({ kind: "measured", runId: cancelled.runId });
    expect(new Set(kept().map(({ id }) => id)).size).toBe(6);
  });

  it("says why when there is nothing to show or to measure", async () => {
    const place = await opened({ "broken.onnx": "not a model" });
    const { client, path } = place;
    const broken = { path: path("broken.onnx"), name: "" };
    expect(await client.execute(commands.proposeSweep, broken)).toMatchObject({ kind: "failed" });
    expect(await client.execute(commands.sweep, { ...broken, vary: ["threads"] })).toMatchObject({ kind: "failed" });
    expect(await client.execute(commands.page, { kind: "sweep", group: "sweep-gone" })).toEqual({
      reason: "This sweep is no longer kept. Find the best settings again.",
    });
  });
});
