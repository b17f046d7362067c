/** The product's version, from its manifest. Absent on purpose: a second place that says it. */
import { readFileSync } from "node:fs";
import path from "node:path";

/** dist/ lies beside package.json, the sources three folders below it. */
export function productVersion(): string {
  const manifest = path.basename(import.meta.dirname) === "dist" ? "../package.json" : "../../../package.json";
  try {
    const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, manifest), "utf8")) as {
      readonly version?: unknown;
    };
    return typeof version === "string" ? version : "unknown";
  } catch {
    return "unknown";
  }
}
