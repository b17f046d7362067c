/** Voice activity: which parts of a recording are speech. */
import * as ort from "onnxruntime-node";

const windowSize = 512;
const contextSize = 64;

export function loadVad(): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create("models/silero-vad.onnx");
}

/** Share of windows whose speech probability is above one half. */
export async function speechRatio(session: ort.InferenceSession, samples: Float32Array): Promise<number> {
  const rate = new ort.Tensor("int64", BigInt64Array.of(16_000n), []);
  let state: ort.Tensor = new ort.Tensor("float32", new Float32Array(2 * 128), [2, 1, 128]);
  let speech = 0;
  let windows = 0;
  // The model remembers: each window needs the state that the one before left, so this loop cannot become a batch.
  for (let start = contextSize; start + windowSize <= samples.length; start += windowSize) {
    const window = samples.slice(start - contextSize, start + windowSize);
    const input = new ort.Tensor("float32", window, [1, window.length]);
    const result = await session.run({ input, state, sr: rate });
    state = result.stateN;
    windows += 1;
    if ((result.output.data as Float32Array)[0] > 0.5) speech += 1;
  }
  return windows === 0 ? 0 : speech / windows;
}
