/**
 * What a gradient weighs after it was compressed, and what compressing costs. Absent on purpose: what compression does to the quality of
 * a model, which only a training run can say.
 *
 * Halved: PyTorch's fp16 and bf16 hooks send two bytes for each value. PowerSGD (Vogels, Karimireddy, Jaggi, 2019, arXiv 1905.13727):
 * a matrix of m x n is sent as factors of m x r and n x r, (m + n) r values; vectors are sent as they are.
 */

export type Compression =
  | { readonly kind: "none" }
  | { readonly kind: "fp16" }
  | { readonly kind: "bf16" }
  | { readonly kind: "powersgd"; readonly rank: number };

/** Rows and columns of a gradient as PowerSGD sees it: the first dimension against all others. */
export type MatrixShape = readonly [rows: number, columns: number];

export interface Gradient {
  readonly parameters: number;
  readonly bytesPerValue: number;
  /** Known shapes of the matrices; what they leave of `parameters` are vectors. Without: square ones of `assumedSide`. */
  readonly matrices?: readonly MatrixShape[];
}

/** For models whose shapes are not known; a layer of 1024 x 1024 is of the size common in ResNets and BERT. */
export const assumedSide = 1024;

export function compressedBytes({ parameters, bytesPerValue, matrices }: Gradient, compression: Compression): number {
  const whole = parameters * bytesPerValue;
  switch (compression.kind) {
    case "none":
      return whole;
    case "fp16":
    case "bf16":
      return Math.min(whole, parameters * 2);
    case "powersgd": {
      const { rank } = compression;
      if (!matrices) return Math.min(whole, ((2 * rank) / assumedSide) * whole);
      const inMatrices = matrices.reduce((sum, [m, n]) => sum + m * n, 0);
      const sent = matrices.reduce((sum, [m, n]) => sum + Math.min(m * n, (m + n) * rank), 0);
      return (sent + Math.max(0, parameters - inMatrices)) * bytesPerValue;
    }
  }
}

/**
 * Milliseconds of the device per step. Casting reads and writes each value on both ways; PowerSGD multiplies the gradient by thin
 * matrices three times (two factors and back), each a pass over it, and keeps what was lost for the next step, two passes more. Thin
 * products are bound by memory, so passes count, not multiplications.
 */
export function compressionMs(
  { parameters, bytesPerValue }: Gradient,
  compression: Compression,
  memory: number,
): number {
  const whole = parameters * bytesPerValue;
  const passMs = whole / (memory * 1e6);
  switch (compression.kind) {
    case "none":
      return 0;
    case "fp16":
    case "bf16":
      return bytesPerValue <= 2 ? 0 : 3 * passMs;
    case "powersgd":
      return 5 * passMs;
  }
}

/** `none`, `fp16`, `bf16`, `powersgd:4`; null when it is none of these. */
export function compressionOf(text: string): Compression | null {
  if (text === "none" || text === "fp16" || text === "bf16") return { kind: text };
  const rank = /^powersgd:([1-9]\d{0,2})$/.exec(text)?.[1];
  return rank === undefined ? null : { kind: "powersgd", rank: Number(rank) };
}

export function compressionText(compression: Compression): string {
  return compression.kind === "powersgd" ? `PowerSGD rank ${compression.rank}` : compression.kind;
}
