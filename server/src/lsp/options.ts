/** What the client has set, with defaults. Absent on purpose: inferlens.json, which belongs to the code and not to the editor. */
import { homedir } from "node:os";
import { stateFolder } from "../history/place.ts";
import type { InitializationOptions } from "./protocol.ts";

export interface Options {
  readonly trusted: boolean;
  readonly storagePath: string;
  readonly menus: boolean;
  readonly codeLens: boolean;
  readonly inlineTimes: boolean;
  readonly run: "onType" | "onSave";
  readonly measureSeconds: number;
  readonly pythonPath: string;
  readonly validatesConfig: boolean;
}

export function defaultOptions(environment: NodeJS.ProcessEnv): Options {
  return {
    trusted: false,
    storagePath: stateFolder({ platform: process.platform, home: homedir(), environment }),
    menus: false,
    codeLens: true,
    inlineTimes: true,
    run: "onType",
    measureSeconds: 10,
    pythonPath: "",
    validatesConfig: false,
  };
}

/** Values of the wrong type are as if they were not there: any editor may be at the other end. */
export function withChanges(options: Options, changes: unknown): Options {
  if (typeof changes !== "object" || changes === null) return options;
  const given = changes as InitializationOptions;
  const flag = (key: "trusted" | "menus" | "codeLens" | "inlineTimes" | "validatesConfig"): boolean =>
    typeof given[key] === "boolean" ? given[key] : options[key];
  const seconds = given.measureSeconds;
  return {
    trusted: flag("trusted"),
    menus: flag("menus"),
    codeLens: flag("codeLens"),
    inlineTimes: flag("inlineTimes"),
    validatesConfig: flag("validatesConfig"),
    storagePath:
      typeof given.storagePath === "string" && given.storagePath !== "" ? given.storagePath : options.storagePath,
    pythonPath: typeof given.pythonPath === "string" ? given.pythonPath.trim() : options.pythonPath,
    run: given.run === "onType" || given.run === "onSave" ? given.run : options.run,
    measureSeconds:
      typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0
        ? Math.min(seconds, 600)
        : options.measureSeconds,
  };
}
