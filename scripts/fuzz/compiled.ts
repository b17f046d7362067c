/**
 * What fixes made of Python files, shown to Python itself, many at once: a text that was a program has to stay one. Absent on
 * purpose: notebooks, whose cells Python does not read as one.
 */
import { pythonFaults } from "../../test/unit/languages/pythonCompiler.ts";
import type { Fixed } from "./promises.ts";
import type { Failure } from "./run.ts";

interface Noted extends Fixed {
  readonly seed: number;
}

const inBatch = 400;

export class Compiled {
  #noted: Noted[] = [];
  asked = 0;

  note(seed: number, fixed: Fixed): void {
    if (fixed.fileName.endsWith(".py")) this.#noted.push({ ...fixed, seed });
  }

  /** Failures among what was noted, once there is enough of it, or at the end. */
  failures(when: "enough" | "end"): readonly Failure[] {
    if (this.#noted.length === 0 || (when === "enough" && this.#noted.length < inBatch)) return [];
    const noted = this.#noted;
    this.#noted = [];
    const faults = pythonFaults(noted.flatMap(({ before, after }) => [before, after]));
    if (faults === undefined) return [];
    this.asked += noted.length;
    return noted.flatMap(({ seed, fileName, what, before, after }, index) =>
      faults[2 * index] === null && faults[2 * index + 1] !== null
        ? [{ seed, fileName, what: `${what}: ${faults[2 * index + 1]}\n${after}`, text: before }]
        : [],
    );
  }
}
