/** Where the history lies when nobody says otherwise: one file per user, shared by terminal and editors. Absent on purpose: making it. */

export interface Surroundings {
  readonly platform: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The user's folder for state that outlives a session (XDG_STATE_HOME on Linux). */
export function stateFolder({ platform, home, environment }: Surroundings): string {
  if (platform === "win32") return `${environment.LOCALAPPDATA ?? `${home}\\AppData\\Local`}\\inferlens`;
  if (platform === "darwin") return `${home}/Library/Application Support/inferlens`;
  return `${environment.XDG_STATE_HOME ?? `${home}/.local/state`}/inferlens`;
}

export const historyFileName = "measurements.sqlite";

/** Always in the state folder, wherever the history lies: terminal and editors wait for each other. */
export const measuringLockName = "measuring.lock";
