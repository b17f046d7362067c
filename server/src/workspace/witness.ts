/**
 * Whether the disk would answer now what it answered in an earlier run: kept as sizes and times, and as contents for whatever has
 * others. Absent on purpose: what was concluded from the answers, and where they are kept.
 */
import { type Dirent, type Stats, statSync } from "node:fs";
import { digest } from "./digest.ts";
import { type Kind, kindOf, type Listener } from "./listingReader.ts";
import type { FolderReader } from "./reader.ts";

/** Plain data. */
export interface Answers {
  readonly files: readonly FileAnswer[];
  readonly folders: readonly FolderAnswer[];
  /** Links, and whether each led to a file. */
  readonly links: readonly (readonly [file: string, isFile: boolean])[];
}

/** A file that was read, and its text by its digest. */
type FileAnswer = readonly [file: string, stamp: Stamp, text: string];
/** A folder, what it holds under the names that were asked for, and the digest of all names if all were. */
type FolderAnswer = readonly [folder: string, stamp: Stamp, asked: Readonly<Record<string, Kind>>, all: string | null];

/** Of what is as it was for a while; null where a change may hide behind equal times. */
type Stamp = string | null;

export interface Witness extends Listener {
  /** Of all that was told so far. */
  answers(): Answers;
}

/** Times of files are that coarse on some disks. */
const coarsestMs = 2_000;

export function createWitness(): Witness {
  const startedAtMs = Date.now();
  const files = new Map<string, string>();
  const folders = new Map<string, { readonly asked: Map<string, Kind>; all: readonly Dirent[] | null }>();
  const links = new Map<string, boolean>();
  const folderOf = (name: string) => {
    let folder = folders.get(name);
    if (!folder) {
      folder = { asked: new Map(), all: null };
      folders.set(name, folder);
    }
    return folder;
  };
  return {
    asked: (folder, name, kind) => folderOf(folder).asked.set(name, kind),
    listed(folder, entries) {
      folderOf(folder).all = entries;
    },
    read: (file, text) => files.set(file, digest(text)),
    followed: (file, isFile) => links.set(file, isFile),
    answers: () => ({
      files: [...files].map(([file, text]) => [file, stampOf(file, startedAtMs), text]),
      folders: [...folders].map(([folder, { asked, all }]) => [
        folder,
        stampOf(folder, startedAtMs),
        Object.fromEntries(asked),
        all && namesOf(all),
      ]),
      links: [...links],
    }),
  };
}

/**
 * The answers with times of now if the disk still gives all of them, the same object if nothing was touched at all; undefined when
 * one is another.
 */
export function stillGiven(answers: Answers, disk: FolderReader): Answers | undefined {
  const startedAtMs = Date.now();
  if (!answers.links.every(([file, isFile]) => disk.isFile(file) === isFile)) return undefined;
  let touched = false;
  const folders: FolderAnswer[] = [];
  for (const answer of answers.folders) {
    const [folder, stamp, asked, all] = answer;
    const now = stampOf(folder, startedAtMs);
    if (stamp === null || now !== stamp) {
      if (!holds(disk.list(folder), asked, all)) return undefined;
      touched ||= now !== stamp;
    }
    folders.push(now === stamp ? answer : [folder, now, asked, all]);
  }
  const files: FileAnswer[] = [];
  for (const answer of answers.files) {
    const [file, stamp, text] = answer;
    const now = stampOf(file, startedAtMs);
    if (stamp === null || now !== stamp) {
      const read = disk.read(file);
      if (read === undefined || digest(read) !== text) return undefined;
      touched ||= now !== stamp;
    }
    files.push(now === stamp ? answer : [file, now, text]);
  }
  return touched ? { ...answers, files, folders } : answers;
}

function holds(entries: readonly Dirent[], asked: Readonly<Record<string, Kind>>, all: string | null): boolean {
  if (all !== null && namesOf(entries) !== all) return false;
  const kinds = new Map(entries.map((entry) => [entry.name.toLowerCase(), kindOf(entry)]));
  return Object.entries(asked).every(([name, kind]) => (kinds.get(name.toLowerCase()) ?? "nothing") === kind);
}

const namesOf = (entries: readonly Dirent[]): string =>
  digest(...entries.map((entry) => `${entry.name} ${entry.isSymbolicLink() ? "link" : kindOf(entry)}`).sort());

/** Empty for what is not there. */
function stampOf(file: string, startedAtMs: number): Stamp {
  const stats = lookAt(file);
  if (!stats) return "";
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return Math.max(mtimeMs, ctimeMs) < startedAtMs - coarsestMs ? `${size} ${mtimeMs} ${ctimeMs} ${ino}` : null;
}

function lookAt(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // below a file, or not for us
  }
}
