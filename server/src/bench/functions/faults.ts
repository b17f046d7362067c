/**
 * What was wrong with a function → a failure of the closed list, with a reason for the lens and an act. Absent on purpose: models,
 * whose failures are others (bench/failures.ts).
 */
import type { Failure } from "../../history/record.ts";
import { type Crash, failureOfCrash } from "../failures.ts";
import type { FunctionFault } from "../messages.ts";

export function failureOfFunctionFault(fault: FunctionFault): Failure {
  switch (fault.kind) {
    case "old-node":
      return failure(
        "no-runtime",
        `Node.js ${fault.version} cannot load modules this way`,
        "Use Node.js 22.15 or newer.",
      );
    case "module-not-found":
      return moduleNotFound(fault.specifier, fault.from);
    case "syntax":
      return failure("code-failed", fault.message, "Correct the file and measure again.");
    case "no-such-export":
      return failure(
        "not-exported",
        `${fault.name} is not exported`,
        fault.found.length === 0 ? "Export it to measure it." : `Export it, or measure one of ${list(fault.found)}.`,
      );
    case "no-such-name":
      return failure(
        "not-exported",
        `the module has no ${fault.name}`,
        fault.found.length === 0 ? "Define it at the top of the file." : `Measure one of ${list(fault.found)}.`,
      );
    case "not-a-function":
      return failure("not-exported", `${fault.name} is no function`, "Measure an exported function or method.");
    case "needs-arguments":
      return needsArguments;
    case "needs-instance":
      return failure(
        "needs-arguments",
        `${fault.className} needs arguments to be constructed`,
        "Give an instance as `self` in a bench file.",
      );
    case "no-bench-entry":
      return failure(
        "needs-arguments",
        `${base(fault.benchFile)} says nothing about ${fault.name}`,
        `Export an object called ${fault.name.split(".")[0]} there.`,
      );
    case "bad-bench-entry":
      return failure(
        "needs-arguments",
        `the bench file's ${fault.name} is wrong: ${fault.why}`,
        "Correct the bench file.",
      );
    case "unexpected-result":
      return failure(
        "unexpected-result",
        `${fault.where} is not what the bench file expects`,
        "Correct the function, or `expected` in its bench file.",
      );
    case "exited":
      return failure(
        "code-failed",
        `the code ended its process (${fault.code})`,
        "Keep process.exit and sys.exit out of what is measured.",
      );
    case "python-module-not-found":
      return failure(
        "module-not-found",
        `module not found: ${fault.name}`,
        `Install ${fault.name} for ${fault.interpreter}, or choose another interpreter.`,
      );
    case "no-steps":
      return failure(
        "run-failed",
        "the training loop made no step",
        "Give the function data to go through, in its bench file.",
      );
    case "thrown":
      return thrown(fault);
  }
}

export const needsArguments: Failure = {
  kind: "needs-arguments",
  reason: "this function needs arguments",
  act: "Create a bench file that gives them.",
};

export function failureOfFunctionTimeout(timeoutMs: number): Failure {
  return failure(
    "timeout",
    `stopped after ${Math.round(timeoutMs / 1000)} s`,
    "Give the function less to do in its bench file, or see what it waits for.",
  );
}

/** The process ended without a word. */
export function failureOfFunctionCrash(crash: Crash): Failure {
  const known = failureOfCrash(crash);
  return known.kind === "crashed"
    ? { ...known, act: "The process of the code itself ended. Run it alone to see why." }
    : known;
}

function thrown({ during, name, message, stack }: Extract<FunctionFault, { kind: "thrown" }>): Failure {
  const browser = /^(document|window|navigator|self|localStorage|HTMLElement|Image|indexedDB) is not defined/.exec(
    message,
  );
  if (browser)
    return failure(
      "code-failed",
      `no ${browser[1]}: the code needs a browser`,
      "Move what needs the browser out of this module, or measure what it calls.",
      stack,
    );
  const missing = /^(?:Cannot find (?:module|package) '([^']+)')/.exec(message);
  if (missing) return moduleNotFound(missing[1]!, null);
  if (/^(?:MemoryError|OutOfMemoryError)$/.test(name) || message.startsWith("CUDA out of memory"))
    return failure("out-of-memory", "out of memory", "Give the function less to do in its bench file.", stack);
  const words = `${name}: ${message.split("\n")[0]!}`;
  const place = placeIn(stack);
  const said = `${words.length > 100 ? `${words.slice(0, 99)}…` : words}${place === null ? "" : ` (${place})`}`;
  return failure("code-failed", `${whenWords[during]}${said}`, whatToDo[during], stack);
}

const whenWords = {
  import: "the module throws: ",
  setup: "setup throws: ",
  arguments: "args throws: ",
  call: "throws ",
  expected: "not the expected result: ",
  outside: "throws outside of the call: ",
} as const;

const whatToDo = {
  import: "Correct what runs when the module is loaded.",
  setup: "Correct setup or self in the bench file.",
  arguments: "Correct args in the bench file.",
  call: "Check the arguments in its bench file, and what the function needs around it.",
  expected: "Correct the function, or `expected` in its bench file.",
  outside: "Handle the error in the timer or promise that throws.",
} as const;

function moduleNotFound(specifier: string, from: string | null): Failure {
  if (/^(?:\/|[A-Za-z]:\\)/.test(specifier))
    return failure("missing-file", `no file at ${specifier}`, "Check the path.");
  const isPackage = !/^[./#~]|^@\//.test(specifier);
  const by = from === null ? "" : `, imported by ${base(from)}`;
  const act = isPackage
    ? `Install ${packageOf(specifier)} in this workspace.`
    : "Correct the import, or paths in tsconfig.json.";
  return failure("module-not-found", `module not found: ${specifier}${by}`, act);
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** The innermost frame in the user's own code: `embed.ts:12`. */
function placeIn(stack: string): string | null {
  // Python tells the innermost last.
  for (const [, file = "", line] of [...stack.matchAll(/^ {2}File "([^"]+)", line (\d+)/gm)].reverse())
    if (!/[\\/](?:site-packages|dist-packages|lib[\\/]python[\d.]+)[\\/]/i.test(file)) return `${base(file)}:${line}`;
  for (const line of stack.split("\n")) {
    if (line.includes("node_modules") || line.includes("node:")) continue;
    const place = /([^/\\()\s]+\.[cm]?[jt]sx?)(?:\?[^:]*)?:(\d+):\d+\)?$/.exec(line);
    if (place) return `${place[1]}:${place[2]}`;
  }
  return null;
}

const failure = (kind: Failure["kind"], reason: string, act: string, detail = ""): Failure => ({
  kind,
  reason,
  act,
  ...(detail !== "" && { detail }),
});
const base = (file: string): string => file.split(/[\\/]/).at(-1)!;
const list = (names: readonly string[]): string => names.slice(0, 5).join(", ");
