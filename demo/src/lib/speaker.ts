/** Compares voices. This file is as it should be: one session, loaded once, and one batch per recording. */
import * as ort from "onnxruntime-node";
import { melWindows } from "./mel.ts";

const embedding = ort.InferenceSession.create("models/speech-embedding.onnx");

/** Whether two recordings sound alike; false when one is too short to tell. */
export async function sameSpeaker(first: Float32Array, second: Float32Array): Promise<boolean> {
  const [a, b] = [await voiceOf(first), await voiceOf(second)];
  return a !== undefined && b !== undefined && cosine(a, b) > 0.85;
}

/** Cosine of the angle between two vectors of equal length. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    lengthA += a[i] ** 2;
    lengthB += b[i] ** 2;
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

/** Mean of the embeddings of all windows, computed in one run. */
async function voiceOf(samples: Float32Array): Promise<Float32Array | undefined> {
  const windows = await melWindows(samples);
  if (windows.length === 0) return undefined;
  const session = await embedding;
  const { conv2d_19: output } = await session.run({ input_1: stack(windows) });
  const vectors = output.data as Float32Array;
  const size = vectors.length / windows.length;
  const mean = new Float32Array(size);
  for (let i = 0; i < vectors.length; i++) mean[i % size] += vectors[i] / windows.length;
  return mean;
}

function stack(windows: readonly ort.Tensor[]): ort.Tensor {
  const [, ...shape] = windows[0].dims;
  const values = new Float32Array(windows.length * windows[0].size);
  for (const [i, window] of windows.entries()) values.set(window.data as Float32Array, i * window.size);
  return new ort.Tensor("float32", values, [windows.length, ...shape]);
}
