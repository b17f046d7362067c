/** Programs the tests open. */

/** One finding: the session is loaded by every request. */
export const hotLoad = `import express from "express";
import * as ort from "onnxruntime-node";

const app = express();
app.post("/detect", async (req, res) => {
  const session = await ort.InferenceSession.create("detector.onnx");
  res.json({ id: req.params.id, inputs: session.inputNames });
});
app.listen(3000);
`;

/** No finding: loaded once, run by a function. */
export const goodLoad = `import * as ort from "onnxruntime-node";

const session = await ort.InferenceSession.create("detector.onnx", { intraOpNumThreads: 1 });

export async function detect(image: ort.Tensor) {
  const scaled = image;
  return await session.run({ x: scaled });
}
`;
