/** The few questions asked of a file system. Absent on purpose: writing, watching and editors' unsaved texts, which doors lay over it. */
import { readFileSync, statSync } from "node:fs";

export interface FileReader {
  /** The text of a file, or undefined when it is missing, unreadable or not a file. */
  read(file: string): string | undefined;
  isFile(file: string): boolean;
}

export const diskReader: FileReader = {
  read(file) {
    try {
      return readFileSync(file, "utf8");
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
};
