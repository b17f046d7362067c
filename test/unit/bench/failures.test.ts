/** The runtime's own words, as its versions 1.19 and 1.30 say them, understood. */
import { describe, expect, it } from "vitest";
import { failureOfChildError, failureOfCrash, failureOfFault } from "../../../server/src/bench/failures.ts";
import type { Stage } from "../../../server/src/bench/messages.ts";
import type { ModelFault } from "../../../server/src/models/card.ts";

const understood = (message: string, stage: Stage, options = {}) =>
  failureOfChildError({ kind: "thrown", name: "Error", message }, stage, options);

describe("words of the runtime", () => {
  it.each<[Stage, string, string, string]>([
    [
      "load",
      "Load model from m.onnx failed:Fatal error: com.acme:Fancy(-1) is not a registered function/op",
      "unsupported-operator",
      "operator com.acme.Fancy not supported by CPU",
    ],
    [
      "load",
      'This is an invalid model. In Node, ("y", NoSuchOp, "", -1) , Error No Op registered for NoSuchOp with domain_version of 18',
      "unsupported-operator",
      "operator NoSuchOp not supported by CPU",
    ],
    [
      "load",
      "Could not find an implementation for Identity(21) node with name 'y'",
      "unsupported-operator",
      "operator Identity not supported by CPU",
    ],
    [
      "load",
      'External data path validation failed for initializer: w. Error: x.cc:461 F External data path does not exist: "/m/w.data"',
      "weights-missing",
      "weights file missing: w.data",
    ],
    [
      "load",
      "Exception during initialization: filesystem error: cannot get file size: No such file or directory [/m/model.onnx_data]",
      "weights-missing",
      "weights file missing: model.onnx_data",
    ],
    [
      "first-run",
      "AllocateRawInternal(size_t) Failed to allocate memory for requested buffer of size 4000000000000\n",
      "out-of-memory",
      "out of memory at 4000 GB",
    ],
    ["first-run", "std::bad_alloc", "out-of-memory", "out of memory"],
    ["inputs", "Array buffer allocation failed", "out-of-memory", "out of memory"],
    [
      "load",
      "'graphOptimizationLevel' is not supported: max",
      "bad-option",
      "session option graphOptimizationLevel has a bad value",
    ],
    [
      "load",
      "Invalid argument: sessionOptions.intraOpNumThreads must be a number.",
      "bad-option",
      "session option intraOpNumThreads has a bad value",
    ],
    [
      "load",
      "no available backend found. ERR: [cuda] backend not found.",
      "bad-option",
      "execution provider CPU is not in this runtime",
    ],
    [
      "load",
      "Load model from x failed:Protobuf parsing failed.",
      "not-a-model",
      "not an ONNX file: the runtime cannot parse it",
    ],
    [
      "load",
      "Unsupported data type: 16",
      "unsupported-input",
      "an input or output has a type JavaScript cannot hold (unsupported data type: 16)",
    ],
    ["runtime", "libonnxruntime.so.1: cannot open shared object file", "no-runtime", "the runtime cannot be loaded"],
    [
      "first-run",
      "Got invalid dimensions for input: x",
      "run-failed",
      "the model stops with an error: Got invalid dimensions for input: x",
    ],
  ])("%s: %s", (stage, message, kind, reason) => {
    const failure = understood(message, stage);
    expect(failure.kind).toBe(kind);
    expect(failure.reason).toBe(reason);
    expect(failure.act).toMatch(/\.$/);
  });

  it("names the provider that was asked for", () => {
    expect(
      understood("Fatal error: Conv(-1) is not a registered function/op", "load", { executionProviders: ["cuda"] })
        .reason,
    ).toBe("operator Conv not supported by CUDA");
  });

  it("keeps the whole message for the log, and a short one for the lens", () => {
    const failure = understood(`strange ${"x".repeat(500)}`, "first-run");
    expect(failure.reason.length).toBeLessThan(130);
    expect(failure.detail).toContain("x".repeat(500));
  });
});

describe("a child that ended", () => {
  const crash = { signal: null, exitCode: null, stderr: "", rssBytes: 0, memoryBytes: 16e9 };
  it("tells the signal or the exit code", () => {
    expect(failureOfCrash({ ...crash, signal: "SIGSEGV" })).toMatchObject({
      kind: "crashed",
      reason: "crashed: SIGSEGV",
    });
    expect(failureOfCrash({ ...crash, exitCode: 7 })).toMatchObject({
      kind: "crashed",
      reason: "crashed: exit code 7",
    });
  });
  it("recognises lack of memory by its last words or by the system's kill of a large process", () => {
    expect(
      failureOfCrash({ ...crash, signal: "SIGABRT", stderr: "terminate called after throwing 'std::bad_alloc'" }).kind,
    ).toBe("out-of-memory");
    expect(failureOfCrash({ ...crash, signal: "SIGKILL", rssBytes: 9e9 })).toMatchObject({
      kind: "out-of-memory",
      reason: "out of memory at 9 GB",
    });
    expect(failureOfCrash({ ...crash, signal: "SIGKILL", rssBytes: 1e8 }).kind).toBe("crashed");
  });
});

it("lets the runtime try what only it can read", () => {
  const fault = (kind: ModelFault["kind"]): ModelFault => ({ kind, reason: "r", act: "a." });
  expect(failureOfFault(fault("too-large"))).toBeNull();
  expect(failureOfFault(fault("unreadable"))).toBeNull();
  expect(failureOfFault(fault("truncated"))).toMatchObject({ kind: "not-a-model", act: "a." });
});
