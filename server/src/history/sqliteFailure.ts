/** What SQLite could not do, in words with what to do about it. Absent on purpose: doing it. */

export interface Off {
  readonly kind: "off";
  readonly reason: string;
  readonly act: string;
}

export const off = (reason: string, act: string): Off => ({ kind: "off", reason, act });
export const sentence = ({ reason, act }: Off): string => `Not kept: ${reason}. ${act}`;

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const codes = {
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

function codeOf(error: unknown): number | null {
  const code = (error as { readonly errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : null;
}

export function isCorrupt(error: unknown): boolean {
  const code = codeOf(error);
  return code === codes.corrupt || code === codes.notADatabase;
}

export function offBecause(error: unknown): Off {
  const words = error instanceof Error ? error.message : String(error);
  switch (codeOf(error)) {
    case codes.busy:
    case codes.locked:
      return off("the history file is locked by another program", "Close that program and measure again.");
    case codes.readonly:
      return off("the history file is read-only", "Make it writable.");
    case codes.full:
      return off("the disk is full", "Free some space.");
    case codes.cannotOpen:
    case codes.ioError:
      return off(`the history file cannot be opened (${words})`, "Check its folder and permissions.");
    default:
      return off(`the history does not work (${words})`, "Check its folder and permissions.");
  }
}
