/**
 * Files that changed under us: which of our answers they make old. Clients that can watch are asked to; for the others the
 * known files are looked at again now and then, while somebody works. Absent on purpose: polling an idle server.
 */
import path from "node:path";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
} from "vscode-languageserver/node";
import { configFileName } from "../config/values.ts";
import { sourceExtensions } from "../languages/index.ts";
import { pythonProjectFiles } from "../workspace/pythonVersions.ts";
import { pathOf } from "./session.ts";

export interface Changes {
  /** Settings, package files: anything that may change every answer. */
  readonly settings: boolean;
  readonly models: readonly string[];
  readonly sources: readonly string[];
}

const lockFiles: readonly string[] = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"];
const projectFiles: readonly string[] = [...lockFiles, ...pythonProjectFiles];
const sourcePattern = `**/*.{${sourceExtensions.join(",")}}`;
const isSource = new RegExp(`\\.(?:${sourceExtensions.join("|")})$`);

export async function registerWatchers(connection: Connection): Promise<void> {
  const patterns = [
    `**/${configFileName}`,
    "**/*.onnx",
    "**/*.onnx.data",
    "**/*.onnx_data",
    "**/package.json",
    `**/{${projectFiles.join(",")}}`,
    sourcePattern,
  ];
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: patterns.map((globPattern) => ({ globPattern })),
  });
}

/** Sorts events by what they make old; what installs write into node_modules is told by the lock file. */
export function sorted(events: readonly FileEvent[]): Changes {
  const files = events.map((event) => pathOf(event.uri)).filter((file) => file !== null);
  const own = files.filter((file) => !/[\\/](?:node_modules|site-packages)[\\/]/.test(file));
  const named = (...names: readonly string[]): boolean => own.some((file) => names.includes(path.basename(file)));
  return {
    settings: named(configFileName, "package.json", ...projectFiles) || events.some(isFolderGone),
    models: own.filter((file) => /\.onnx([._]data)?$/i.test(file)).map((file) => file.replace(/[._]data$/i, "")),
    sources: own.filter((file) => isSource.test(file)),
  };
}

/** A deleted folder is told as one event without the files that were in it. */
const isFolderGone = (event: FileEvent): boolean =>
  event.type === FileChangeType.Deleted && path.extname(event.uri) === "";
