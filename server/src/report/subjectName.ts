/** What was measured, for people. Nothing else. */

/** `detector.onnx`; of a function `embed in ingest.ts`. */
export const readableSubject = (fileName: string, name: string): string =>
  name === "" ? fileName : `${name} in ${fileName}`;
