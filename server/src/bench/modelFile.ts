/**
 * A model file on disk: its card without reading the weights, and its hash. Never throws.
 * Absent on purpose: the meaning of the bytes (models).
 */
import { createHash } from "node:crypto";
import { closeSync, createReadStream, fstatSync, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Failure } from "../history/record.ts";
import type { CardResult } from "../models/card.ts";
import { type NodeWeights, readNodeWeights } from "../models/formats/nodeWeights.ts";
import { readCardFrom } from "../models/formats/onnx.ts";
import type { ByteSource } from "../models/formats/weightless.ts";
import { failureOfMissingFile, failureOfUnreadableFile } from "./failures.ts";

/** Reads only the description: some milliseconds whatever the size of the weights. */
export function readModelCard(path: string): CardResult {
  try {
    return readFrom(path, readCardFrom);
  } catch (error) {
    return {
      fault: {
        kind: "unreadable",
        reason: `cannot be read: ${codeOf(error)}`,
        act: "Check the path and its permissions.",
      },
    };
  }
}

/** Empty where the file cannot be read. */
export function readWeightsOfNodes(path: string): NodeWeights {
  try {
    return readFrom(path, readNodeWeights);
  } catch {
    return new Map();
  }
}

function readFrom<T>(path: string, look: (source: ByteSource) => T): T {
  const file = openSync(path, "r");
  try {
    const read = (offset: number, length: number) => readExactly(file, offset, length);
    return look({ sizeBytes: fstatSync(file).size, read });
  } finally {
    closeSync(file);
  }
}

export interface FileIdentity {
  /** SHA-256 of the bytes, hex. External data files are part of it: weights may change while the graph stays. */
  readonly hash: string;
  readonly bytes: number;
}

/** `externalData`: files relative to the model, from its card; missing ones are left to the runtime to complain about. */
export async function identifyModel(
  path: string,
  externalData: readonly string[] = [],
): Promise<FileIdentity | { readonly failure: Failure }> {
  try {
    const bytes = (await stat(path)).size;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    for (const name of externalData) await addExternal(hash, join(dirname(path), name));
    return { hash: hash.digest("hex"), bytes };
  } catch (error) {
    const missing = codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
    return { failure: missing ? failureOfMissingFile(path) : failureOfUnreadableFile(path, String(error)) };
  }
}

/** Size and time of change stand for the content: these files are the ones with gigabytes. */
async function addExternal(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info) hash.update(`${info.size} ${info.mtimeMs}`);
}

function readExactly(file: number, offset: number, length: number): Uint8Array {
  const buffer = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, buffer, done, length - done, offset + done);
    if (read === 0) throw Object.assign(new Error("the file shrank while it was read"), { code: "EIO" });
    done += read;
  }
  return buffer;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException)?.code ?? String(error);
