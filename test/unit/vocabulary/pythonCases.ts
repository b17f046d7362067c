/**
 * Runs before/after cases of fix verbs of Python. Each result is compared word for word, read by our own parser, compiled by Python
 * where there is one, and given to the verb once more. Absent on purpose: what the results should be.
 */
import { describe, expect, it } from "vitest";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";
import { cellBreak } from "../../../server/src/text/cells.ts";
import { applyEdits, type TextEdit } from "../../../server/src/text/edit.ts";
import { pythonFaults, pythonVersion } from "../languages/pythonCompiler.ts";
import { type Case, finder, Missing, type Verb } from "./cases.ts";

const front = await loadFrontEnd("python");

export interface PythonCase extends Case {
  /** The verb can do the same again: it adds. */
  readonly repeats?: true;
}

export function runPythonCases(title: string, cases: readonly PythonCase[]): void {
  describe(title, () => {
    it.each(cases)("$name", ({ before, after, verb, file = "case.py", repeats }) => {
      const edits = ask(verb, before, file);
      expect(brokenIn(before, file), "the text itself").toEqual([]);
      if (after === undefined) return expect(edits).toBeUndefined();
      expect(edits).toBeDefined();
      const result = applyEdits(before, edits!);
      expect(result).toBe(after);
      expect(brokenIn(result, file)).toEqual([]);
      if (!repeats) expect(askAgain(verb, result, file)).toBeUndefined();
    });

    const compiler = pythonVersion();
    it(
      compiler === null ? "is read by our own parser only: there is no python3" : `compiles with ${compiler}`,
      (test) => {
        if (compiler === null) return test.skip();
        const texts = cases
          .flatMap(({ before, after }) => [before, after ?? before])
          .map((text) => text.replaceAll(cellBreak, "\n"));
        expect(pythonFaults(texts)!.map((fault, index) => fault && `${fault}\n${texts[index]}`)).toEqual(
          texts.map(() => null),
        );
      },
    );
  });
}

const brokenIn = (text: string, fileName: string) => front.parse({ fileName, text }).facts().broken;

function ask(verb: Verb, text: string, fileName: string): readonly TextEdit[] | undefined {
  const parsed = front.parse({ fileName, text });
  const facts = parsed.facts();
  return verb(parsed.say(facts), finder(text, facts));
}

/** The verb on its own result: nothing to do, or what it was about is gone. */
function askAgain(verb: Verb, text: string, fileName: string): readonly TextEdit[] | undefined {
  try {
    return ask(verb, text, fileName);
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}
