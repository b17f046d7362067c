/**
 * The common JavaScript interface of onnxruntime-node and onnxruntime-web, as far as measuring needs it, and a backend
 * over it. Declared here because the runtime is resolved at run time, possibly the user's own and of another version.
 * Absent on purpose: loading the package.
 */
import type { DType, TensorInfo } from "../../models/card.ts";
import type { InputTensor } from "../inputs.ts";
import type { OutputSample } from "../messages.ts";
import type { Backend, BackendSession } from "./backend.ts";

export interface Runtime {
  readonly InferenceSession: { create(path: string, options: object): Promise<RuntimeSession> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
}

interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly inputMetadata?: readonly {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  endProfiling?(): void;
  release?(): Promise<void>;
}

export function backendOver(runtime: Runtime): Backend {
  return {
    async open(modelPath, sessionOptions) {
      const session = await runtime.InferenceSession.create(modelPath, { logSeverityLevel: 3, ...sessionOptions });
      return overSession(runtime, session);
    },
  };
}

function overSession(runtime: Runtime, session: RuntimeSession): BackendSession {
  return {
    inputs: session.inputMetadata === undefined ? null : session.inputMetadata.map(inputInfo),
    bind(tensors: readonly InputTensor[]) {
      const feeds = Object.fromEntries(
        tensors.map((tensor) => [tensor.name, new runtime.Tensor(tensor.dtype, tensor.data, tensor.dims)]),
      );
      return { run: () => session.run(feeds), sample: sampleOutputs };
    },
    endProfiling: () => session.endProfiling?.(),
    release: async () => session.release?.(),
  };
}

function inputInfo(metadata: NonNullable<RuntimeSession["inputMetadata"]>[number]): TensorInfo {
  if (!metadata.isTensor || metadata.type === undefined) return { name: metadata.name, dtype: "other", dims: [] };
  // Runtime type names and ours are the same words.
  return { name: metadata.name, dtype: metadata.type as DType, dims: metadata.shape ?? [] };
}

const sampledValues = 4096;

function sampleOutputs(outputs: unknown): OutputSample[] {
  const samples: OutputSample[] = [];
  for (const [name, value] of Object.entries(outputs as Record<string, unknown>)) {
    const tensor = value as {
      readonly dims?: readonly number[];
      readonly data?: ArrayLike<number | bigint | boolean>;
    } | null;
    if (!tensor?.dims || !tensor.data || typeof tensor.data[0] === "string") continue;
    const values = Float64Array.from({ length: Math.min(sampledValues, tensor.data.length) }, (_, index) =>
      Number(tensor.data?.[index]),
    );
    samples.push({ name, dims: tensor.dims, values });
  }
  return samples;
}
