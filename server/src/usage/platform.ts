/** Whether code runs in Node or in a browser: one answer for all rules. Absent on purpose: what kind of program it is (target.ts). */
import type { CodeFacts } from "../facts/facts.ts";
import type { Platform, Target } from "./usage.ts";

export function platformOf(facts: CodeFacts, target: Target): Platform {
  if (facts.imports.some(({ module, typeOnly }) => !typeOnly && module.startsWith("node:"))) return "node";
  switch (target) {
    case "server":
    case "serverless":
    case "batch":
      return "node";
    case "browser":
    case "edge":
      return "web";
    case "worker":
      return workerOf(facts);
    default:
      return "unknown";
  }
}

/** Workers of Node take what they need from a module; those of a page find it around them. */
function workerOf({ bindings, globals }: CodeFacts): Platform {
  if (bindings.some(({ origin, name }) => origin === "import" && (name === "parentPort" || name === "workerData")))
    return "node";
  return ["self", "importScripts", "postMessage", "onmessage", "navigator"].some((name) => globals.has(name))
    ? "web"
    : "unknown";
}
