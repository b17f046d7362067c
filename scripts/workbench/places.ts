/** Where things are in this repository. Nothing else. */
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
export const inRoot = (...parts: readonly string[]): string => path.join(root, ...parts);

/** Everything fetched or made by start and test; git ignores it and deleting it costs only time. */
export const cache = inRoot(".cache");
export const vsix = inRoot(`inferlens-${process.platform}-${process.arch}.vsix`);
