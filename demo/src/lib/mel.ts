/** Audio to mel spectrogram windows, the input of the speech embedding. */
import * as ort from "onnxruntime-node";

const framesPerWindow = 76;
const framesPerHop = 8;
const bands = 32;

const spectrogram = ort.InferenceSession.create("models/melspectrogram.onnx", {
  graphOptimizationLevel: "disabled",
});

/** One tensor [1, 76, 32, 1] per 80 ms; none for less than 0.8 s of audio. */
export async function melWindows(samples: Float32Array): Promise<ort.Tensor[]> {
  const session = await spectrogram;
  const scaled = samples.map((sample) => sample * 32_767);
  const { output } = await session.run({ input: new ort.Tensor("float32", scaled, [1, scaled.length]) });
  const mel = (output.data as Float32Array).map((value) => value / 10 + 2);
  const windows: ort.Tensor[] = [];
  for (let frame = 0; (frame + framesPerWindow) * bands <= mel.length; frame += framesPerHop) {
    const values = mel.slice(frame * bands, (frame + framesPerWindow) * bands);
    windows.push(new ort.Tensor("float32", values, [1, framesPerWindow, bands, 1]));
  }
  return windows;
}
