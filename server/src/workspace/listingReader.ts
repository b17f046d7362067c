/**
 * A reader for one run over many files: what a folder holds is asked once, where resolving imports would ask the disk for eight
 * names each, and a text is kept while the next question about it is near. Absent on purpose: noticing changes; the next run has
 * a reader of its own.
 */
import type { Dirent } from "node:fs";
import path from "node:path";
import type { FolderReader } from "./reader.ts";

/** Told of every answer of the disk, so that somebody can find out later whether all would be the same. */
export interface Listener {
  /** What a folder holds under a name. */
  asked(folder: string, name: string, kind: Kind): void;
  /** All that a folder holds. */
  listed(folder: string, entries: readonly Dirent[]): void;
  read(file: string, text: string): void;
  /** Something that a look into its folder does not tell. */
  followed(file: string, isFile: boolean): void;
}

export type Kind = "file" | "other" | "nothing";

/** Code units of texts kept: those of about a thousand files. */
const mostUnits = 8_000_000;

export function createListingReader(disk: FolderReader, listener?: Listener): FolderReader {
  const listings = new Map<string, Listing>();
  const texts = new Map<string, string>();
  let units = 0;

  const listing = (folder: string): Listing => {
    let known = listings.get(folder);
    if (!known) {
      // Asking the disk for a folder that is not there is slow, and imports ask for many.
      const entries = isSurelyMissing(folder) ? [] : disk.list(folder);
      known = { entries, byName: new Map(entries.map((entry) => [folded(entry.name), entry])) };
      listings.set(folder, known);
    }
    return known;
  };

  const isSurelyMissing = (folder: string): boolean => {
    const { dir: above, base: name } = path.parse(folder);
    const known = listings.get(above);
    // An empty one may only be closed to us.
    if (known && known.entries.length > 0) return !known.byName.has(folded(name));
    return above !== folder && isSurelyMissing(above);
  };

  const isFile = (file: string): boolean => {
    const { dir: folder, base: name } = path.parse(file);
    const entry = listing(folder).byName.get(folded(name));
    const kind = entry ? kindOf(entry) : "nothing";
    listener?.asked(folder, name, kind);
    // A link, or a name in other letters, which some disks take for the same.
    if (!entry || (entry.name === name && !entry.isSymbolicLink())) return kind === "file";
    const isThere = disk.isFile(file);
    listener?.followed(file, isThere);
    return isThere;
  };

  return {
    isFile,
    mayHoldFiles(folder) {
      const { dir: above, base: name } = path.parse(folder);
      const entry = listing(above).byName.get(folded(name));
      listener?.asked(above, name, entry ? kindOf(entry) : "nothing");
      return entry !== undefined && !entry.isFile();
    },
    read(file) {
      const known = texts.get(file);
      if (known !== undefined) return known;
      const text = isFile(file) ? disk.read(file) : undefined;
      if (text === undefined) return undefined;
      listener?.read(file, text);
      texts.set(file, text);
      units += text.length;
      for (const [oldest, { length }] of texts) {
        if (units <= mostUnits) break;
        texts.delete(oldest);
        units -= length;
      }
      return text;
    },
    list(folder) {
      const { entries } = listing(folder);
      listener?.listed(folder, entries);
      return entries;
    },
  };
}

interface Listing {
  readonly entries: readonly Dirent[];
  readonly byName: ReadonlyMap<string, Dirent>;
}

export const kindOf = (entry: Dirent): Kind => (entry.isFile() ? "file" : "other");

const folded = (name: string): string => name.toLowerCase();
