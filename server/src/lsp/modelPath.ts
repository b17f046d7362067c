/**
 * Which file on disk an argument that names a model means: the places it may lie, most likely first. Absent on purpose:
 * looking whether they exist, and values that only running the code would tell.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { CodeFacts, Value } from "../facts/facts.ts";

export interface PathContext {
  readonly facts: CodeFacts;
  readonly text: string;
  /** Folder of the document. */
  readonly folder: string;
  /** Folders a relative path may start from when the program runs: the package's, then the workspace's. */
  readonly roots: readonly string[];
}

/** A path as far as the code tells: fixed to a folder, or relative to wherever the program is started. */
type Written = { readonly kind: "absolute" | "relative"; readonly path: string };

/** Absolute paths; empty when the code does not tell, or names an address. */
export function candidatesOf(value: Value, context: PathContext): readonly string[] {
  const written = evaluate(value, context, 0);
  if (!written) return [];
  if (written.kind === "relative")
    return unique([context.folder, ...context.roots].map((root) => path.resolve(root, written.path)));
  // A browser's absolute path starts at what the build serves.
  const served = context.roots.flatMap((root) => [
    path.join(root, "public", written.path),
    path.join(root, written.path),
  ]);
  return unique([path.normalize(written.path), ...served]);
}

const deepest = 8;

function evaluate(value: Value, context: PathContext, depth: number): Written | undefined {
  if (depth > deepest) return undefined;
  switch (value.kind) {
    case "literal":
      return typeof value.value === "string" ? ofText(value.value) : undefined;
    case "reference": {
      const binding = context.facts.bindings[value.binding];
      const writes = binding?.writes.filter((write) => write.kind !== "change") ?? [];
      const only = writes.length === 1 ? writes[0]?.value : undefined;
      return only ? evaluate(only, context, depth + 1) : ofSource(value, context);
    }
    case "call":
      return ofCall(value.call, context, depth) ?? ofSource(value, context);
    default:
      return ofSource(value, context);
  }
}

function ofText(text: string): Written | undefined {
  if (text.startsWith("file:")) return ofFileAddress(text);
  if (text === "" || /^[a-z][a-z0-9+.-]+:/i.test(text) || text.startsWith("//")) return undefined;
  return { kind: path.isAbsolute(text) ? "absolute" : "relative", path: text };
}

function ofFileAddress(text: string): Written | undefined {
  try {
    return { kind: "absolute", path: fileURLToPath(text) };
  } catch {
    return undefined;
  }
}

function ofCall(id: number, context: PathContext, depth: number): Written | undefined {
  const call = context.facts.calls[id];
  if (!call) return undefined;
  const name = calleeName(call.paths);
  const [first, second] = call.arguments;
  if (name === "URL" && first && second)
    return sourceOf(second, context) === "import.meta.url" ? beside(first, context, depth) : undefined;
  if (name === "fileURLToPath" && first) return evaluate(first, context, depth + 1);
  if (name === "cwd") return context.roots[0] === undefined ? undefined : { kind: "absolute", path: context.roots[0] };
  if (name === "join" || name === "resolve") {
    const parts = call.arguments.map((argument) => evaluate(argument, context, depth + 1));
    return joined(parts);
  }
  return undefined;
}

function calleeName(paths: readonly { readonly module: string; readonly steps: string }[]): string | undefined {
  const found = paths[0];
  if (!found) return undefined;
  const module = found.module.replace(/^node:/, "");
  const steps = found.steps.replace(/^default\./, "").replace(/\(\)$/, "");
  if (module === "path" || module === "path/posix") return steps.replace(/^posix\./, "");
  if (module === "url") return steps;
  if (module === "process") return steps;
  if (module !== "") return undefined;
  return steps === "process.cwd" ? "cwd" : steps;
}

function joined(parts: readonly (Written | undefined)[]): Written | undefined {
  if (parts.length === 0 || parts.some((part) => !part)) return undefined;
  const [first, ...rest] = parts as readonly Written[];
  return { kind: first!.kind, path: path.join(first!.path, ...rest.map((part) => part.path)) };
}

function beside(value: Value, context: PathContext, depth: number): Written | undefined {
  const written = evaluate(value, context, depth + 1);
  return written && { kind: "absolute", path: path.resolve(context.folder, written.path) };
}

const sourceOf = (value: Value, { text }: PathContext): string => text.slice(value.span.start, value.span.end);

/** What is left are expressions whose text alone says where they lead. */
function ofSource(value: Value, context: PathContext): Written | undefined {
  if (value.span.end - value.span.start > 400) return undefined;
  const source = sourceOf(value, context).trim();
  if (source === "__dirname" || source === "import.meta.dirname") return { kind: "absolute", path: context.folder };
  const template = /^`\$\{(?:__dirname|import\.meta\.dirname)\}([/\\][^`$]+)`$/.exec(source);
  if (template) return { kind: "absolute", path: path.join(context.folder, template[1]!) };
  const address =
    /^new URL\(\s*(["'`])([^"'`$]+)\1\s*,\s*import\.meta\.url\s*\)(?:\.(?:pathname|href|toString\(\)))?$/.exec(source);
  return address ? { kind: "absolute", path: path.resolve(context.folder, address[2]!) } : undefined;
}

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)];
