/**
 * Whatever went wrong → one of the closed list of failures, each with a reason for the lens and an act for the user.
 * The runtime has no error codes, so its words are matched; what no pattern knows is `run-failed` with those words.
 * Absent on purpose: throwing, and anything about when a failure happened.
 */
import type { Failure } from "../history/record.ts";
import type { ModelFault } from "../models/card.ts";
import { failureOfFunctionFault } from "./functions/faults.ts";
import type { ChildError, Stage } from "./messages.ts";
import { providerName, providerOf } from "./options.ts";

export const cancelled: Failure = { kind: "cancelled", reason: "cancelled", act: "Measure again when you like." };

/** Null when the runtime may still be able to run what we cannot read. */
export function failureOfFault(fault: ModelFault): Failure | null {
  switch (fault.kind) {
    case "git-lfs-pointer":
    case "not-a-model":
    case "empty":
      return { kind: fault.kind, reason: fault.reason, act: fault.act };
    case "truncated":
      return { kind: "not-a-model", reason: fault.reason, act: fault.act };
    case "too-large":
    case "unreadable":
      return null;
  }
}

export function failureOfMissingFile(path: string): Failure {
  return { kind: "missing-file", reason: `no file at ${path}`, act: "Check the path." };
}

/** `file`: as the model or the runtime names it. */
export function failureOfMissingWeights(file: string): Failure {
  const name = file.split(/[\\/]/).at(-1)!;
  return {
    kind: "weights-missing",
    reason: `weights file missing: ${name}`,
    act: "Put it beside the model; it belongs to it.",
  };
}

export function failureOfUnreadableFile(path: string, why: string): Failure {
  return { kind: "missing-file", reason: `cannot read ${path}`, act: "Check the file's permissions.", detail: why };
}

export function failureOfNoRuntime(platform: string, detail: string): Failure {
  return {
    kind: "no-runtime",
    reason: "no runtime for this platform",
    act: `Install onnxruntime-node in this workspace; there is no copy of it for ${platform} here.`,
    detail,
  };
}

export const failureOfNoProfiler: Failure = {
  kind: "no-runtime",
  reason: "this runtime has no profiler",
  act: "Install onnxruntime-node 1.21 or newer in this workspace.",
};

export function failureOfTimeout(timeoutMs: number): Failure {
  const seconds = Math.round(timeoutMs / 1000);
  return {
    kind: "timeout",
    reason: `stopped after ${seconds} s`,
    act: "Choose smaller dimensions, or allow more time.",
  };
}

export function failureOfTooFewRuns(): Failure {
  return {
    kind: "timeout",
    reason: "too few calls to see memory grow",
    act: "Allow more time: setting inferlens.measureSeconds.",
  };
}

/** The child was ended because it took more than the machine can spare. */
export const failureOfMemoryLimit = (bytes: number, limitBytes: number): Failure =>
  outOfMemory(bytes, `ended above ${limitBytes} bytes, so that the machine did not run out of memory`);

export interface Crash {
  readonly signal: string | null;
  readonly exitCode: number | null;
  /** The end of what the child wrote to stderr. */
  readonly stderr: string;
  /** Last memory seen. */
  readonly rssBytes: number;
  readonly memoryBytes: number;
}

export function failureOfCrash(crash: Crash): Failure {
  const { signal, exitCode, stderr, rssBytes, memoryBytes } = crash;
  const saidOutOfMemory = /bad_alloc|heap out of memory|Allocation failed|Failed to allocate memory/i.test(stderr);
  // The kernel ends the largest process with SIGKILL and leaves no word.
  const killedBySystem = signal === "SIGKILL" && rssBytes > memoryBytes / 3;
  if (saidOutOfMemory || killedBySystem) return outOfMemory(rssBytes, stderr);
  const how = signal ?? `exit code ${exitCode ?? "unknown"}`;
  return {
    kind: "crashed",
    reason: `crashed: ${how}`,
    act: "The runtime itself ended. Try its newest version, or another execution provider.",
    ...(stderr === "" ? {} : { detail: stderr }),
  };
}

/** `sessionOptions` and `provider` name the provider in messages. */
export function failureOfChildError(
  error: ChildError,
  stage: Stage,
  sessionOptions: Readonly<Record<string, unknown>>,
): Failure {
  switch (error.kind) {
    case "input-needs-size":
      return {
        kind: "input-needs-size",
        reason: `input ${error.input} needs a size`,
        act: "Choose a size for each dynamic dimension.",
      };
    case "unsupported-input":
      return {
        kind: "unsupported-input",
        reason: `input ${error.input} cannot be generated (${error.why})`,
        act: "Measure the code that calls the model instead.",
      };
    case "fixed-batch":
      return {
        kind: "unsupported-input",
        reason: "the model takes one item at a time",
        act: "Export it with a dynamic first dimension to run several at once.",
      };
    case "no-profiler":
      return failureOfNoProfiler;
    case "function":
      return failureOfFunctionFault(error.fault);
    case "inputs-too-large":
      return outOfMemory(error.bytes, `inputs of ${error.bytes} bytes`);
    case "thrown":
      return failureOfMessage(error.message, stage, providerName(providerOf(sessionOptions, "cpu")));
  }
}

function failureOfMessage(message: string, stage: Stage, provider: string): Failure {
  const detail = message.slice(0, 2_000);
  if (stage === "runtime") {
    return {
      kind: "no-runtime",
      reason: "the runtime cannot be loaded",
      act: "Reinstall onnxruntime-node, or use a Node.js version it supports.",
      detail,
    };
  }
  for (const known of patterns) {
    const match = known.pattern.exec(message);
    if (match && (known.stages === undefined || known.stages.includes(stage)))
      return { ...known.failure(match, provider), detail };
  }
  const reason = stage === "load" ? "the runtime refuses the model" : "the model stops with an error";
  return {
    kind: "run-failed",
    reason: `${reason}: ${firstWords(message)}`,
    act: "Read the whole error in the log.",
    detail,
  };
}

interface Pattern {
  readonly pattern: RegExp;
  readonly stages?: readonly Stage[];
  readonly failure: (match: RegExpExecArray, provider: string) => Failure;
}

/** In order: the first that fits wins. Texts as of onnxruntime 1.14 to 1.30. */
const patterns: readonly Pattern[] = [
  {
    pattern: /Failed to allocate memory for requested buffer of size (\d+)/i,
    failure: (match) => outOfMemory(Number(match[1]), match[0]),
  },
  {
    pattern: /bad.?alloc|out of memory|Array buffer allocation failed|Invalid typed array length/i,
    failure: (match) => outOfMemory(0, match[0]),
  },
  { pattern: /External data path does not exist: "([^"]+)"/, failure: (match) => failureOfMissingWeights(match[1]!) },
  {
    pattern: /cannot get file size: No such file or directory \[([^\]]+)\]/,
    failure: (match) => failureOfMissingWeights(match[1]!),
  },
  {
    pattern: /(?:open file|GetFileLength for) "?([^"\n]+?)"? fail/i,
    failure: (match) => failureOfMissingWeights(match[1]!),
  },
  {
    pattern: /Tensor\.type is not supported: (\w+)/,
    failure: (match) => ({
      kind: "unsupported-input",
      reason: `this runtime takes no ${match[1]} inputs`,
      act: "Export the model with float32 or float16 inputs and outputs.",
    }),
  },
  {
    pattern: /Unsupported data type: \d+/,
    stages: ["load"],
    failure: (match) => ({
      kind: "unsupported-input",
      reason: `an input or output has a type JavaScript cannot hold (${match[0].toLowerCase()})`,
      act: "Export the model with float32 or float16 inputs and outputs.",
    }),
  },
  { pattern: /Fatal error: ([\w.:]+)\([\d-]*\) is not a registered function\/op/i, failure: unsupportedOperator },
  {
    pattern:
      /(?:No Op registered for|Could not find an implementation for|unsupported op(?:erator)?|cannot resolve operator):? '?([\w.:]+)/i,
    failure: unsupportedOperator,
  },
  {
    pattern:
      /backend not found|no available backend found|Failed to load (?:shared )?library|Unknown (?:execution )?provider/i,
    stages: ["load"],
    failure: (_match, provider) => ({
      kind: "bad-option",
      reason: `execution provider ${provider} is not in this runtime`,
      act: "Remove it from executionProviders to measure on the CPU.",
    }),
  },
  {
    pattern:
      /(?:Protobuf parsing failed|INVALID_PROTOBUF|ModelProto does not have a graph|Invalid model file|No graph was found)/i,
    stages: ["load"],
    failure: () => ({
      kind: "not-a-model",
      reason: "not an ONNX file: the runtime cannot parse it",
      act: "Download or export the model again.",
    }),
  },
  {
    pattern: /'(\w+)' is (?:not supported|invalid)|sessionOptions\.(\w+) must be/i,
    stages: ["load"],
    failure: (match) => ({
      kind: "bad-option",
      reason: `session option ${match[1] ?? match[2]} has a bad value`,
      act: "Correct the option.",
    }),
  },
];

function unsupportedOperator(match: RegExpExecArray, provider: string): Failure {
  const name = operatorName(match[1]!);
  const act = "Update onnxruntime, or export the model with an older operator set.";
  return { kind: "unsupported-operator", reason: `operator ${name} not supported by ${provider}`, act };
}

function outOfMemory(bytes: number, detail: string): Failure {
  const size = bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${Number((bytes / 1e9).toFixed(1))} GB`;
  const reason = bytes > 0 ? `out of memory at ${size}` : "out of memory";
  return {
    kind: "out-of-memory",
    reason,
    act: "Use a smaller batch or smaller dimensions.",
    detail: detail.slice(0, 2_000),
  };
}

/** `com.acme:Fancy(1)` and `com.acme.Fancy` → as the model's author wrote it. */
const operatorName = (raw: string): string => raw.replace(/^(?:ai\.onnx|):/, "").replace(/:/g, ".");

function firstWords(message: string): string {
  const line = message
    .replace(/^.*?(?:FAIL|INVALID_ARGUMENT|RUNTIME_EXCEPTION|NOT_IMPLEMENTED|INVALID_GRAPH)\s*:\s*/s, "")
    .split("\n")[0]!
    .trim();
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
