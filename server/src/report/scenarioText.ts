/** What a run's scenario was, what came out of it and whether it is valid, in words. Absent on purpose: the rules (bench/validity.ts). */
import type { BenchSpec, Scenario } from "../bench/spec.ts";
import { summarize } from "../bench/statistics.ts";
import { type Objection, objectionsTo } from "../bench/validity.ts";
import type { Measured, ModelRun } from "../history/record.ts";
import type { OfflineFigures, RateTrial, ServerFigures } from "../history/scenarioFigures.ts";
import { count, percent, perSecond, time } from "./figures.ts";

/** Label and text of each line; empty for single-stream that has nothing to object to. */
export function scenarioRows({ spec }: Pick<ModelRun, "spec">, measured: Measured): [label: string, text: string][] {
  const objections = objectionsTo(spec.scenario, measured);
  const verdict = objections.length === 0 ? "yes" : objections.map(objectionText).join("; ");
  const valid: [string, string][] = spec.scenario || objections.length > 0 ? [["valid", verdict]] : [];
  return [...figureRows(spec, measured), ...valid, ...steadinessRows(measured)];
}

function figureRows({ scenario }: BenchSpec, { scenario: figures, batch }: Measured): [string, string][] {
  switch (figures?.kind) {
    case undefined:
      return [];
    case "multi-stream": {
      const how = figures.as === "batch" ? "in one batch" : "as runs begun together";
      return [
        ["scenario", `multi-stream: ${count(figures.samplesPerQuery)} samples a query, ${how}; latency is the query's`],
      ];
    }
    case "offline":
      return [
        ["scenario", `offline: best batch ${count(batch)}; ${endWords[figures.endedBy]}`],
        ...(figures.tried.length > 0 ? [["tried", triedText(figures)] as [string, string]] : []),
      ];
    case "server":
      return serverRows(scenario, figures);
  }
}

const endWords: Readonly<Record<OfflineFigures["endedBy"], string>> = {
  "no-gain": "larger ones gave no more",
  memory: "larger ones would fill the memory",
  time: "there was no time to try larger ones (--seconds)",
  failure: "the next one failed",
  "fixed-batch": "the model takes no other",
};

function triedText({ tried }: OfflineFigures): string {
  const parts = [...tried]
    .sort((a, b) => a.batch - b.batch)
    .map(({ batch, samplesMs, failure }) => {
      const summary = summarize(samplesMs, batch);
      return `${count(batch)}: ${summary ? `${perSecond(summary.itemsPerSecond)}/s` : `failed (${firstLine(failure ?? "")})`}`;
    });
  return parts.join(", ");
}

function serverRows(scenario: Scenario | undefined, figures: ServerFigures): [string, string][] {
  const bound = `p99 under ${time(figures.boundMs)}`;
  const alone = summarize(figures.serviceMs, 1);
  const single = alone ? `one run alone takes ${time(alone.p50Ms)}` : "";
  if (figures.ratePerSecond === null) return [["scenario", `server: no rate keeps ${bound}: ${single}`]];
  const searched = scenario?.kind === "server" && scenario.ratePerSecond === null;
  const rate = `${perSecond(figures.ratePerSecond)} queries/s`;
  const what = searched ? `the highest rate found to keep ${bound} is ${rate}` : `${rate} asked for, ${bound} wanted`;
  const trials = figures.trials.filter(({ purpose }) => purpose === "search");
  return [
    ["scenario", `server: ${what}`],
    [
      "load",
      `queries by chance (Poisson), ${perSecond(figures.finishedPerSecond)}/s finished; ${single}; latency counts from when a query was due`,
    ],
    ...(trials.length > 0 ? [["searched", trials.map(trialText).join(", ")] as [string, string]] : []),
  ];
}

const trialText = ({ ratePerSecond, cutShort, latenciesMs }: RateTrial): string => {
  const p99 = summarize(latenciesMs, 1)?.p99Ms;
  return `${perSecond(ratePerSecond)}/s ${cutShort ? "given up" : p99 ? `p99 ${time(p99)}` : `${count(latenciesMs.length)} queries`}`;
};

export function objectionText(objection: Objection): string {
  switch (objection.kind) {
    case "too-few":
      return `no: ${count(objection.count)} ${objection.what}, ${count(objection.needed)} are needed; allow more time`;
    case "too-short":
      return `no: it lasted ${time(objection.ms)}, at least ${time(objection.neededMs)} are needed; allow more time`;
    case "over-bound":
      return `no: ${percent(objection.share)} of the queries took longer than ${time(objection.boundMs)}, ${percent(objection.allowed)} may`;
    case "unsure":
      return `not sure: ${count(objection.over)} of ${count(objection.count)} queries took longer than ${time(objection.boundMs)}; allow more time or ask for a lower rate`;
    case "rate-not-held":
      return `no: the rate was not held, ${perSecond(objection.finishedPerSecond)}/s finished of ${perSecond(objection.ratePerSecond)}/s`;
    case "run-exceeds-bound":
      return `no: one run alone takes longer than ${time(objection.boundMs)}`;
    case "cut-short":
      return "no: given up, because too many queries were late";
  }
}

/** Said only when it is not as it should be. */
function steadinessRows(measured: Measured): [string, string][] {
  const summary = summarize(measured.samplesMs, measured.batch);
  const warm: [string, string][] =
    measured.settled === false
      ? [["warm-up", "runs still got faster when its time was over; the first figures may be too high"]]
      : [];
  const steadiness = summary?.steadiness;
  if (!steadiness || steadiness.steady || measured.scenario?.kind === "server") return warm;
  const way = { slower: "and got slower", faster: "and got faster", "both ways": "both ways" }[steadiness.direction];
  return [
    ...warm,
    [
      "steady",
      `no: parts of the run differ by ${percent(steadiness.spread)} ${way}; measure again when the machine is quiet`,
    ],
  ];
}

const firstLine = (text: string): string => text.split("\n", 1)[0]!.slice(0, 60);
