/** Globbing over the folders a reader lists, where it can. Absent on purpose: links, which nobody follows here. */
import type { Dirent } from "node:fs";
import type { GlobOptions } from "tinyglobby";
import type { FileReader, FolderReader } from "./reader.ts";

type ListFolder = (error: null, entries: readonly Dirent[]) => void;

/** Options for tinyglobby, which asks for entries with their types. */
export function listedBy(reader: FileReader): Pick<GlobOptions, "fs"> {
  if (!canList(reader)) return {};
  const readdir = (folder: string, _: unknown, told: ListFolder) => told(null, reader.list(folderName(folder)));
  const readdirSync = (folder: string) => reader.list(folderName(folder));
  // Of the overloads of Node's functions only this one is called.
  return { fs: { readdir, readdirSync } as unknown as NonNullable<GlobOptions["fs"]> };
}

const canList = (reader: FileReader): reader is FolderReader => "list" in reader;

/** `/app/` is `/app` by its own name. */
const folderName = (folder: string): string => folder.replace(/(?<=[^\\/:])[\\/]+$/, "");
