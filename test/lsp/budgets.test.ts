/** Budgets over the real server: at the code, in the lens, at the key, in the status; and writing one down. */
import { afterAll, describe, expect, it } from "vitest";
import type { CodeAction, Diagnostic } from "vscode-languageserver/node";
import {
  type BudgetLine,
  type BudgetProposal,
  commands,
  type MeasureAnswer,
  type ServerStatus,
} from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { type Client, stage } from "./client.ts";
import { goodLoad } from "./programs.ts";

const { alone, end } = stage();
afterAll(end);

const program = goodLoad.replace(", { intraOpNumThreads: 1 }", "");
const line = program.split("\n").findIndex((text) => text.includes("InferenceSession.create"));
const withComment = (comment: string) => program.replace(/^(.*InferenceSession\.create)/m, `${comment}\n$1`);

async function opened(text: string, config?: object) {
  const place = await alone({
    "detector.onnx": make.mlp(),
    ...(config && { "inferlens.json": JSON.stringify(config, null, 2) }),
  });
  await place.client.connection.sendNotification("inferlens/settingsChanged", {
    trusted: true,
    measureSeconds: 1,
    storagePath: place.path(".state"),
  });
  const file = place.uri("a.ts");
  await place.client.open(file, text);
  return { ...place, file };
}

const measure = (client: Client, uri: string): Promise<MeasureAnswer> =>
  client.execute(commands.measure, { uri, id: "model:detector.onnx" });

const overIn = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ code }) => code === "over-budget");

const over = /^P50|p50 is [\d.,]+ (ns|µs|ms|s), budget 1 ns \(just now, this machine\)\.$/;

describe("over budget", () => {
  it("is told at the load, in its lens, at the key and in the status, after a measurement and not before", async () => {
    const { client, file, uri } = await opened(program, {
      budgets: { "detector.onnx": { p50: "1 ns", load: "10 min" } },
    });
    expect(overIn(await client.diagnostics(file))).toEqual([]);
    expect(await measure(client, file)).toMatchObject({ kind: "measured" });

    const [found, ...more] = await client.diagnosticsThat(file, (all) => overIn(all).length > 0).then(overIn);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ severity: 2, source: "inferlens", message: expect.stringMatching(over) });
    expect(found!.range.start.line).toBe(line);

    const lenses = (await client.lenses(file)).map((lens) => lens.command?.title);
    expect(lenses).toContainEqual(expect.stringMatching(/^p50 [\d.,]+ \S+ · budget 1 ns · CPU$/));

    const config = await client.diagnosticsThat(uri("inferlens.json"), (all) => all.length > 0);
    expect(config).toEqual([
      expect.objectContaining({ message: found!.message, severity: 2, range: expect.objectContaining({}) }),
    ]);
    expect(config[0]!.range.start.line).toBe(3);

    const status: ServerStatus = await client.execute(commands.status);
    expect(status.budget).toMatchObject({ over: 1, text: expect.stringMatching(/over budget$/) });
    const lines: readonly BudgetLine[] = await client.execute(commands.budgets);
    expect(lines.map((one) => one.over)).toEqual([true, false]);
  });

  it("offers to measure again", async () => {
    const { client, file } = await opened(withComment("// inferlens-budget p50 < 1 ns"));
    await measure(client, file);
    const [found] = await client.diagnosticsThat(file, (all) => overIn(all).length > 0).then(overIn);
    const actions: readonly CodeAction[] = await client.actions(file, found!.range, undefined, [found!]);
    expect(
      actions.filter(({ diagnostics }) => diagnostics?.[0]?.code === "over-budget").map(({ title }) => title),
    ).toContain("Measure again");
  });

  it("is not said of machines the budget does not name", async () => {
    const { client, file, uri } = await opened(program, {
      budgets: { "detector.onnx": { p50: "1 ns", machine: "no-such-machine" } },
    });
    await measure(client, file);
    const config = await client.diagnosticsThat(uri("inferlens.json"), (all) => all.length > 0);
    expect(config).toEqual([
      expect.objectContaining({ message: "Budget is for no-such-machine; not judged here.", severity: 4 }),
    ]);
    expect(overIn(await client.diagnostics(file))).toEqual([]);
    const status: ServerStatus = await client.execute(commands.status);
    expect(status.budget).toBeNull();
  });

  it("ends when the budget is raised", async () => {
    const { client, file } = await opened(withComment("// inferlens-budget p50 < 1 ns"));
    await measure(client, file);
    await client.diagnosticsThat(file, (all) => overIn(all).length > 0);
    await client.replace(file, ["p50 < 1 ns", "p50 < 10 min"]);
    expect(overIn(await client.diagnosticsThat(file, (all) => overIn(all).length === 0))).toEqual([]);
  });
});

describe("a comment that is no budget", () => {
  it("is told, and is not in force", async () => {
    const { client, file } = await opened(withComment("// inferlens-budget p59 < 1 ns"));
    const isTold = ({ code }: Diagnostic) => code === "budget-comment";
    const told = (await client.diagnosticsThat(file, (all) => all.some(isTold))).filter(isTold);
    expect(told).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^Unknown figure "p59"\. .* This budget is not in force\.$/),
      }),
    ]);
  });
});

describe("writing a budget down", () => {
  it("proposes limits a fifth above what was measured and edits the nearest inferlens.json", async () => {
    const { client, file, path } = await opened(program);
    const target = { uri: file, id: "model:detector.onnx" };
    expect(await client.execute(commands.proposeBudget, target)).toBeNull();
    await measure(client, file);
    const proposal: BudgetProposal = await client.execute(commands.proposeBudget, target);
    expect(proposal).toMatchObject({ subject: "detector.onnx", configFile: path("inferlens.json") });
    expect(proposal.limits.map(({ figure }) => figure)).toEqual(
      expect.arrayContaining(["p50", "load", "throughput", "peakMemory", "modelSize"]),
    );
    const edit = await client.execute(commands.setBudget, { ...target, figure: "p50", limit: "20 ms" });
    expect(JSON.stringify(edit)).toContain('\\"p50\\": \\"20 ms\\"');
    expect(await client.execute(commands.setBudget, { ...target, figure: "p50", limit: "soon" })).toBeNull();
  });
});
