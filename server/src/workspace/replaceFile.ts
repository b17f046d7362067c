/** Writes a file so that nobody ever reads half of it. Absent on purpose: encodings other than UTF-8. */
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Throws what the file system throws; the old file is then as it was. */
export function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    writeFileSync(draft, text, mode === undefined ? {} : { mode });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
