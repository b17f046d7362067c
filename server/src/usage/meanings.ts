/** Which row of knowledge speaks of a call. Absent on purpose: how often it runs. */
import type { Call, CodeFacts, FunctionScope } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";
import { choose } from "../knowledge/conditions.ts";
import { type Condition, modelRoles, type Row } from "../knowledge/framework.ts";
import type { Knowledge, Match } from "../knowledge/match.ts";
import { exportRowsOf } from "./exportRows.ts";
import { KnownCall } from "./knownCall.ts";
import { createSources } from "./sources.ts";
import { createPathsOf } from "./unimported.ts";
import type { Event } from "./usage.ts";
import { describeArgument } from "./values.ts";

export interface MeaningsInput {
  readonly facts: CodeFacts;
  readonly text: string;
  readonly fileName: string;
  readonly knowledge: Knowledge;
  readonly versionOf: (packageName: string) => string | undefined;
}

export interface Meanings {
  eventOf(call: Call): Event | undefined;
  /** What a call says of the functions it is given: handler, memo, limit and the like. */
  rowOf(call: Call): Row | undefined;
  /** The row of a way to mark a function (`decorator`, `field`, …) at a path. */
  rowAt(paths: readonly AccessPath[], as: NonNullable<Row["as"]>, call?: Call): Row | undefined;
  /** The setting a place of a library is. */
  settingAt(paths: readonly AccessPath[]): Match | undefined;
  /** The row that speaks of an export of this file by one of these names. */
  rowOfExport(names: readonly string[]): Row | undefined;
  /** Rows without a path that speak of a function of this file: exports and components. */
  rowOfFunction(scope: FunctionScope): Row | undefined;
}

export function createMeanings({ facts, text, fileName, knowledge, versionOf }: MeaningsInput): Meanings {
  const events = new Map<number, Event | undefined>();
  const rows = new Map<number, Row | undefined>();
  /** Calls that no row speaks of, which are most: known after one look, whatever is asked next. */
  const unknown = new Set<number>();
  const pathsOf = createPathsOf({ facts, text, knowledge });
  const specifiers = facts.imports.map(({ module }) => module);
  let exportRows: readonly Row[] | undefined;

  const chooseAt = (
    paths: readonly AccessPath[],
    wanted: (row: Row) => boolean,
    call?: Call,
    source?: () => Event | null,
  ): Match | undefined => {
    for (const path of paths) {
      const matches = knowledge.match(path).filter(({ row }) => wanted(row));
      if (matches.length === 0) continue;
      const argument = (condition: Condition) => {
        const of = condition.of === "source" ? source?.()?.call : call;
        return of ? describeArgument(facts, of, condition.argument) : ({ kind: "unknown" } as const);
      };
      const chosen = choose(matches, argument, versionOf);
      if (chosen) return chosen;
    }
    return undefined;
  };

  const isUnknown = (call: Call): boolean => {
    if (unknown.has(call.id)) return true;
    if (events.has(call.id) || rows.has(call.id)) return false;
    if (pathsOf(call).some((path) => knowledge.match(path).length > 0)) return false;
    unknown.add(call.id);
    return true;
  };

  const eventOf = (call: Call): Event | undefined => {
    if (isUnknown(call)) return undefined;
    if (events.has(call.id)) return events.get(call.id);
    events.set(call.id, undefined); // a receiver that comes from the call itself has no event
    let source: Event | null | undefined;
    const lazySource = (): Event | null => {
      if (source === undefined) {
        const maker = makerOf(call);
        source = (maker && eventOf(maker)) ?? null;
      }
      return source;
    };
    const match = chooseAt(
      pathsOf(call),
      (row) => (row.as ?? "callback") === "callback" && modelRoles.has(row.role),
      call,
      lazySource,
    );
    const event = match && new KnownCall(facts, call, match, lazySource);
    events.set(call.id, event);
    return event;
  };

  const makerOf = createSources(facts, (call) => {
    const role = eventOf(call)?.role;
    return role === "load" || role === "construct";
  });

  const rowOfExport = (names: readonly string[]): Row | undefined => {
    if (names.length === 0) return undefined;
    exportRows ??= exportRowsOf(knowledge, fileName, specifiers);
    return exportRows.find((row) => row.names?.some((name) => names.includes(name)));
  };

  return {
    eventOf,
    rowOf(call) {
      if (isUnknown(call)) return undefined;
      if (!rows.has(call.id)) {
        rows.set(
          call.id,
          chooseAt(
            pathsOf(call),
            (row) => (row.as ?? "callback") === "callback" && !modelRoles.has(row.role) && row.role !== "setting",
            call,
          )?.row,
        );
      }
      return rows.get(call.id);
    },
    settingAt: (paths) => chooseAt(paths, ({ role }) => role === "setting"),
    rowAt: (paths, as, call) => chooseAt(paths, (row) => row.as === as, call)?.row,
    rowOfExport,
    rowOfFunction: (scope) =>
      rowOfExport(scope.exportedAs) ?? (isComponent(scope) ? knowledge.rowsAs("component")[0]?.row : undefined),
  };
}

const isComponent = (scope: FunctionScope): boolean => scope.rendersJsx && /^\p{Lu}/u.test(scope.name ?? "");
