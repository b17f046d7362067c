/** Runs inputs by seed. One seed is one input: what fails can be tried again alone. */
import { minimise } from "./minimise.ts";
import { mutate } from "./mutate.ts";
import { brokenPromise, type Fixed, frontEndOf } from "./promises.ts";
import { randomFrom } from "./random.ts";
import { dialectOf, type Sample } from "./samples.ts";
import { brokenVerb } from "./verbs.ts";

export interface Failure {
  readonly seed: number;
  readonly fileName: string;
  readonly what: string;
  /** As short as it still fails. */
  readonly text: string;
}

/** One input in so many has all verbs asked about it, where rules ask about few. */
const verbsEach = 8;

/** Computing time one input may take, whatever else the machine does. */
const longestMs = 2_000;

export interface Input {
  readonly sample: Sample;
  readonly text: string;
}

export function inputOf(samples: readonly Sample[], seed: number): Input {
  const random = randomFrom(seed);
  const sample = samples[random(samples.length)]!;
  const dialect = dialectOf(sample.fileName);
  return { sample, text: mutate(sample.text, samples[random(samples.length)]!.text, random, dialect) };
}

/** Undefined when the input holds all promises and is quick. What fixes made of it goes to `note`. */
export async function failureOf(
  samples: readonly Sample[],
  seed: number,
  note?: (fixed: Fixed) => void,
): Promise<Failure | undefined> {
  const { sample, text } = inputOf(samples, seed);
  const frontEnd = await frontEndOf(sample.fileName);
  const startedAt = computingMs();
  const breaks = (tried: string, told?: (fixed: Fixed) => void): string | undefined =>
    brokenPromise(frontEnd, sample, tried, told) ??
    (frontEnd.id === "typescript" || seed % verbsEach > 0
      ? undefined
      : brokenVerb(frontEnd, { ...sample, text: tried }, told));
  const what = breaks(text, note);
  const tookMs = computingMs() - startedAt;
  const { fileName } = sample;
  if (what !== undefined) {
    const kind = kindOf(what);
    const short = minimise(text, (less) => kindOf(breaks(less)) === kind);
    return { seed, fileName, what: breaks(short) ?? what, text: short };
  }
  return tookMs > longestMs ? { seed, fileName, what: `takes ${tookMs.toFixed(0)} ms`, text } : undefined;
}

const computingMs = (): number => process.cpuUsage().user / 1000;

/** The same fault in a shorter text: what it says up to the first place or number. */
const kindOf = (what: string | undefined): string | undefined => what?.split("\n")[0]?.replace(/\d.*$/, "");
