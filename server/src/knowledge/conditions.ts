/**
 * Whether a row that matches by path also applies here: its `when`, its versions, its files. Absent on purpose: finding
 * out what an argument is; the caller answers that.
 */
import picomatch from "picomatch";
import { gte, lt, valid } from "semver";
import type { Condition, Row } from "./framework.ts";
import type { Match } from "./match.ts";
import { modulePattern } from "./modules.ts";
import { remembered } from "./remembered.ts";

/** What is known of an argument. `other`: there, but no literal. `unknown`: perhaps there, behind a spread for instance. */
export type Argument =
  | { readonly kind: "absent" }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "other" }
  | { readonly kind: "unknown" };

/** Answers for the argument a condition names, of the call it names (`condition.of`). */
export type ArgumentOf = (condition: Condition) => Argument;

/** The row that counts among the matches of one path: the first that exists in this version and whose condition holds. */
export function choose(
  matches: readonly Match[],
  argumentOf: ArgumentOf,
  versionOf: (packageName: string) => string | undefined = () => undefined,
): Match | undefined {
  return matches.find(
    ({ framework, row }) => existsIn(row, versionOf(framework.package)) && holds(row.when, argumentOf),
  );
}

/** Whether a condition holds; what is unknown holds nothing. */
export function holds(condition: Condition | undefined, argumentOf: ArgumentOf): boolean {
  if (!condition) return true;
  const argument = argumentOf(condition);
  if (argument.kind === "unknown") return false;
  if (condition.given !== undefined && condition.given !== (argument.kind !== "absent")) return false;
  if (condition.matches !== undefined) {
    return (
      argument.kind === "literal" &&
      typeof argument.value === "string" &&
      textPattern(condition.matches).test(argument.value)
    );
  }
  if (condition.is === undefined) return true;
  return argument.kind === "literal" && argument.value !== null && condition.is.includes(argument.value);
}

/** Whether a row is true of a version; of an unknown one it is. */
export function existsIn(row: Pick<Row, "since" | "until">, version: string | undefined): boolean {
  if (!isVersion(version)) return true;
  return (row.since === undefined || gte(version, row.since)) && (row.until === undefined || lt(version, row.until));
}

export const isVersion = (version: string | undefined): version is string =>
  version !== undefined && valid(version) !== null;

/** Whether a row with `as: export` speaks of a file: its path matches, or it imports what shows the framework. */
export function speaksOfFile(row: Row, fileName: string, specifiers: readonly string[]): boolean {
  const path = fileName.replaceAll("\\", "/");
  return (
    (row.files ?? []).some((glob) => globPattern(glob)(path)) ||
    (row.imports ?? []).some((module) => specifiers.some((specifier) => importPattern(module).test(specifier)))
  );
}

const textPattern = remembered((expression: string) => new RegExp(expression, "i"));
const globPattern = remembered((glob: string) => picomatch(glob, { dot: true }));
const importPattern = remembered(modulePattern);
