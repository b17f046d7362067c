/** What a model file says of itself, read without running it. Absent on purpose: reading from disk; bytes are handed in. */

export type DType =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "int4"
  | "uint64"
  | "uint32"
  | "uint16"
  | "uint8"
  | "uint4"
  | "bool"
  | "string"
  | "other";

export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  /** Fixed sizes as numbers; dynamic ones by their symbol, which may be the empty string. */
  readonly dims: readonly (number | string)[];
}

export interface ModelCard {
  readonly format: "onnx";
  readonly fileBytes: number;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly producer: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Most frequent first, subgraphs included. */
  readonly operators: readonly { readonly operator: string; readonly count: number }[];
  readonly parameters: number;
  readonly weights: readonly { readonly dtype: DType; readonly parameters: number; readonly bytes: number }[];
  /** Files, relative to the model, that hold weights. */
  readonly externalData: readonly string[];
}

/** Why a file cannot be read as a model, with what to do. */
export interface ModelFault {
  readonly kind: "git-lfs-pointer" | "empty" | "not-a-model" | "truncated" | "too-large" | "unreadable";
  /** `Git LFS pointer`. */
  readonly reason: string;
  /** `Run git lfs pull.` */
  readonly act: string;
}

export type CardResult = { readonly card: ModelCard } | { readonly fault: ModelFault };
