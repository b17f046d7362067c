/** The few questions asked of a file system. Absent on purpose: writing, watching and editors' unsaved texts, which doors lay over it. */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { sourceText } from "../notebooks/notebookFile.ts";

export interface FileReader {
  /** The text of a file, of a notebook its cells as one; undefined when it is missing, unreadable or not a file. */
  read(file: string): string | undefined;
  isFile(file: string): boolean;
  /** Whether anything of that name that may hold files is in a folder; left out by readers that cannot tell cheaply. */
  mayHoldFiles?(folder: string): boolean;
}

export interface FolderReader extends FileReader {
  /** What a folder holds; nothing when it cannot be read. */
  list(folder: string): readonly Dirent[];
}

export const diskReader: FolderReader = {
  read(file) {
    try {
      return sourceText(file, readFileSync(file, "utf8"));
    } catch {
      return undefined;
    }
  },
  isFile(file) {
    try {
      return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false; // throwing for each missing file is slow
    } catch {
      return false;
    }
  },
  list(folder) {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch {
      return [];
    }
  },
};
