/** Places in the demo that scenarios are about, found by their text so that the demo can be edited. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../../../scripts/workbench/places.ts";

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One-based place of the first occurrence of a text in a file of the demo. */
export function placeOf(file: string, text: string): Place {
  const content = readFileSync(path.join(inRoot("demo"), file), "utf8");
  const at = content.indexOf(text);
  if (at < 0) throw new Error(`${file} of the demo has no "${text}"`);
  const before = content.slice(0, at).split("\n");
  return { line: before.length, column: before[before.length - 1]!.length + 1 };
}

/** The load of a model in the handler of POST /embed. */
export const loadInHandler = {
  file: "src/server.ts",
  model: "models/speech-embedding.onnx",
  message: "speech-embedding.onnx is loaded on every POST /embed",
  /** Other rules have something to say of the same load once this one is silent. */
  advice: /is loaded on every POST \/embed.* Load it once/,
  place: placeOf("src/server.ts", "ort.InferenceSession.create"),
};

/** The load that POST /speech reaches through a function of another file. */
export const loadInOtherFile = {
  file: "src/server.ts",
  message: "silero-vad.onnx is loaded by loadVad on every POST /speech",
  call: placeOf("src/server.ts", "loadVad()"),
  load: placeOf("src/lib/vad.ts", "return ort.InferenceSession.create"),
};
