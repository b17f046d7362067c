/** What can be written behind `inferlens bench`, and how its values are read. Absent on purpose: carrying it out. */
import { InvalidArgumentError } from "commander";
import type { ScenarioKind } from "../../bench/spec.ts";
import type { Results } from "./results.ts";
import type { Shard } from "./shard.ts";

export interface BenchArguments {
  readonly json?: boolean;
  readonly seconds: number;
  readonly dim: Readonly<Record<string, number>>;
  readonly threads?: number;
  readonly provider?: string;
  readonly option: Readonly<Record<string, unknown>>;
  readonly history: boolean;
  /** Limits as in a comment; true: those of inferlens.json. */
  readonly budget?: string | true;
  /** Where the time goes instead of how long it is. */
  readonly profile?: boolean;
  /** What the machine can do at best is measured again. */
  readonly calibrate?: boolean;
  /** How queries come; left out: one after the other. */
  readonly scenario?: ScenarioKind;
  readonly samplesPerQuery: number;
  /** Queries per second. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly bound?: number;
  /** `seconds` was written, and is no default. */
  readonly secondsGiven?: boolean;
  /** Axes as `batch=1,8`; true: all of them. */
  readonly sweep?: true | readonly string[];
  /** A sweep that was cut off is not gone on with. */
  readonly fresh?: boolean;
  /** The Python that runs a function. */
  readonly python?: string;
  /** What a function is called with. */
  readonly benchFile?: string;
  /** Address of a local server that stands in for services of language models. */
  readonly replay?: string;
  readonly color?: "always" | "never";
  /** A commit, branch or tag, or a file that `--json` wrote. */
  readonly baseline?: string;
  /** Two models, or two sets of options. */
  readonly compare?: readonly string[];
  readonly markdown?: boolean;
  readonly output?: string;
  readonly shard?: Shard;
  /** Where what is found goes. */
  readonly results?: Results;
}

export function sessionOptionsOf(given: BenchArguments): Record<string, unknown> {
  return {
    ...given.option,
    ...(given.threads === undefined ? {} : { intraOpNumThreads: given.threads }),
    ...(given.provider === undefined ? {} : { executionProviders: [given.provider] }),
  };
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError("a number of seconds up to 3600 is expected");
  return value;
}

export function aboveZero(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("a number above 0 is expected");
  return value;
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError("a whole number from 1 up is expected");
  return Number(text);
}

export function dimension(text: string, others: Readonly<Record<string, number>>): Record<string, number> {
  const match = /^(.+\.\d+)=(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError("expected is input.index=size, as images.0=4");
  return { ...others, [match[1]!]: Number(match[2]) };
}

/**
 * Values are JSON where they can be, else text: `enableCpuMemArena=false`, `executionMode=parallel`. A name the runtime does not know
 * would be passed over in silence, and a comparison of nothing be told.
 */
export function sessionOption(text: string, others: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected is key=value, as graphOptimizationLevel=all");
  const name = text.slice(0, at);
  const value = parsed(text.slice(at + 1));
  if (name === "provider") return { ...others, executionProviders: [value] };
  const known = shortNames[name] ?? name;
  if (!sessionOptionNames.includes(known)) {
    const names = [...Object.keys(shortNames), "provider", ...sessionOptionNames].join(", ");
    throw new InvalidArgumentError(`${name} is no session option. Known are ${names}`);
  }
  return { ...others, [known]: value };
}

/** As `--sweep` and `--threads` have them. */
const shortNames: Readonly<Record<string, string>> = { threads: "intraOpNumThreads", opt: "graphOptimizationLevel" };

/** `InferenceSession.SessionOptions` of onnxruntime-common 1.30. */
const sessionOptionNames: readonly string[] = [
  "executionProviders",
  "intraOpNumThreads",
  "interOpNumThreads",
  "freeDimensionOverrides",
  "graphOptimizationLevel",
  "enableCpuMemArena",
  "enableMemPattern",
  "executionMode",
  "optimizedModelFilePath",
  "externalData",
  "enableProfiling",
  "profileFilePrefix",
  "logId",
  "logSeverityLevel",
  "logVerbosityLevel",
  "preferredOutputLocation",
  "enableGraphCapture",
  "extra",
];

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
