/** Fixes of Python findings tried before they are made: real findings, real edits, real runs with PyTorch, by turns in one process. */
import { expect, it } from "vitest";
import { verdictOf } from "../../../server/src/bench/experiments/verdict.ts";
import type { Compared } from "../../../server/src/history/record.ts";
import type { FixExperiment } from "../../../server/src/rules/rule.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";
import { trainingLoopOf } from "../../../server/src/usage/trainingLoop.ts";
import { analysed } from "../../unit/analysis/analyzed.ts";
import { compared } from "../experiments/trying.ts";
import { torchPython, withTorch } from "./interpreters.ts";
import { evaluation, graphKept, oneByOne, type PythonProgram, readEachStep, zeroed } from "./programs.ts";

const file = "program.py";

interface Asked {
  readonly changed: string;
  readonly judged: FixExperiment["judged"];
  readonly gainsOn?: "device";
  readonly loop?: number;
}

/** What the editor asks for, from the finding of the program. */
function askedOf({ rule, name, files }: PythonProgram): Asked {
  const text = files[file]!;
  const analysis = analysed(text, { fileName: file });
  const finding = analysis.findings.find((one) => one.rule === rule);
  if (!finding) throw new Error(`found: ${analysis.findings.map((one) => one.rule).join(", ")}`);
  const usage = analysis.usage!;
  const scope = usage.facts.scopes.find(
    (one) => one.kind === "function" && one.nameSpan !== null && usage.textOf(one.nameSpan) === name,
  );
  const loop = scope?.kind === "function" ? trainingLoopOf(usage, scope)?.position : undefined;
  const { experiment } = finding;
  return {
    changed: applyEdits(text, analysis.edits(finding, 0)!),
    judged: experiment?.kind === "fix" ? experiment.judged : "time",
    ...(experiment?.kind === "fix" && experiment.gainsOn && { gainsOn: experiment.gainsOn }),
    ...(loop !== undefined && { loop }),
  };
}

async function run(
  program: PythonProgram,
  maxMs = 2_000,
): Promise<{ readonly found: Compared; readonly asked: Asked }> {
  const asked = askedOf(program);
  const { changed, judged, loop } = asked;
  const benchFile = "program_inferlens.py" in program.files ? "program_inferlens.py" : undefined;
  const found = await compared({
    files: program.files,
    of: `${file}:${program.name}`,
    changed,
    judged,
    maxMs,
    interpreter: torchPython!,
    ...(benchFile !== undefined && { benchFile }),
    ...(loop !== undefined && { loop }),
  });
  return { found, asked };
}

withTorch("a fix", () => {
  it.each([
    ["of evaluation under no_grad", evaluation],
    ["of texts encoded one by one", oneByOne],
    ["of a number read in each step", readEachStep],
    ["of gradients that are kept", zeroed],
  ])(
    "%s runs by turns, is judged by its interval, and computes the same",
    async (_, program) => {
      const { found, asked } = await run(program);
      const verdict = verdictOf({ items: 1, ...asked }, found)!;
      expect(["gain", "loss", "no-difference"]).toContain(verdict.kind);
      expect(verdict).toMatchObject({ outputs: "match", judged: "time" });
      const { speedup, interval, pairs } = verdict.comparison!;
      expect(interval.low).toBeLessThanOrEqual(speedup);
      expect(interval.high).toBeGreaterThanOrEqual(speedup);
      expect(pairs).toBeGreaterThan(5);
      expect(found.before.samplesMs.length).toBe(found.after.samplesMs.length);
      expect(found.before.peakBytes).toBeGreaterThan(1e7);
      expect(found.computedOn).toBeNull();
    },
    240_000,
  );

  it("of a loss that keeps its graph is judged by what each step leaves behind, each side in a process of its own", async () => {
    const { found, asked } = await run(graphKept, 4_000);
    expect(asked.judged).toBe("growth");
    const verdict = verdictOf({ items: 1, ...asked }, found)!;
    expect(verdict.judged).toBe("growth");
    for (const { bytesPerCall, samplesMs } of [found.before, found.after]) {
      expect(samplesMs.length).toBeGreaterThan(50);
      expect(bytesPerCall).toBeGreaterThanOrEqual(0);
    }
  }, 240_000);
});
