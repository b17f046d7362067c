/**
 * Functions of other files that are handed over to run per request: `router.post("/x", controller.create)`. What they do
 * happens, as far as this file shows, where they are handed over. Absent on purpose: handlers of this file (marks.ts).
 */
import type { Call, CodeFacts, Value } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";
import { looksLikeMemo } from "./barriers.ts";
import type { FarCall } from "./farCall.ts";
import { fieldRow, type Mark, opensWith } from "./marks.ts";
import type { Meanings } from "./meanings.ts";
import type { Work } from "./summary.ts";
import type { Through } from "./through.ts";
import { follow } from "./values.ts";

export interface FarHandlers {
  readonly events: readonly FarCall[];
  /** What makes a call that stands for such a function hot. */
  markOf(call: Call): Mark | undefined;
}

export interface FarHandlersInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly through: Through;
  readonly textOf: (span: Call["span"]) => string;
}

/** Wrappers around wrappers that are looked through. */
const deepestWrap = 3;

export function createFarHandlers({ facts, meanings, through, textOf }: FarHandlersInput): FarHandlers {
  const marks = new Map<Call, Mark>();

  /** Where a handed value comes from: `create`, `controller.create`, `controller.create.bind(controller)`. */
  const pathsOf = (value: Value): readonly AccessPath[] => {
    if (value.kind === "reference") return facts.bindings[value.binding]!.paths;
    if (value.kind !== "opaque" || !value.member) return [];
    const { of, steps } = value.member;
    return facts.bindings[of]!.paths.map((path) => ({
      module: path.module,
      steps: path.steps === "" ? steps : `${path.steps}.${steps}`,
    }));
  };

  const functionsIn = (value: Value, depth = 0): readonly { readonly at: Value; readonly works: readonly Work[] }[] => {
    const given = follow(facts, value);
    if (given.kind === "array") return given.items.flatMap((item) => functionsIn(item, depth));
    if (given.kind === "call") {
      const call = facts.calls[given.call]!;
      if (depth >= deepestWrap || looksLikeMemo(textOf(call.callee)) || meanings.rowOf(call)) return [];
      const bound = call.paths.flatMap((path) =>
        path.steps.endsWith(".bind") ? [{ ...path, steps: path.steps.slice(0, -".bind".length) }] : [],
      );
      if (bound.length > 0) return found({ ...value, span: call.callee }, bound);
      return call.construct ? [] : call.arguments.flatMap((argument) => functionsIn(argument, depth + 1));
    }
    return found(value, pathsOf(value));
  };

  const found = (at: Value, paths: readonly AccessPath[]) => {
    const works = through.worksAt(paths).filter(isSame);
    return works.length > 0 ? [{ at, works }] : [];
  };

  const eventsAt = (mark: Required<Mark>, value: Value): readonly FarCall[] =>
    functionsIn(value).flatMap(({ at, works }) => {
      const call = standsFor(mark.call, at);
      marks.set(call, mark);
      return through.eventsFor(call, works);
    });

  const handlersOf = (call: Call): readonly FarCall[] => {
    const row = meanings.rowOf(call);
    if (row?.role === "handler")
      return call.arguments.flatMap((value, argument) =>
        opensWith(row, call, argument) ? eventsAt({ row, call }, value) : [],
      );
    if (row || call.paths.length === 0 || meanings.rowAt(call.paths, "field", call)?.role !== "handler") return [];
    return call.arguments.flatMap((argument) => {
      const record = follow(facts, argument);
      if (record.kind !== "record") return [];
      return record.fields.flatMap(({ name, value }) => {
        const named = fieldRow(meanings, call, name);
        return named ? eventsAt({ row: named, call }, value) : [];
      });
    });
  };

  let events: readonly FarCall[] | undefined;
  return {
    get events() {
      events ??= facts.calls.flatMap(handlersOf);
      return events;
    },
    markOf: (call) => marks.get(call),
  };
}

/** What is loaded or built from the request may be another one each time. */
const isSame = ({ role, given }: Work): boolean =>
  (role !== "load" && role !== "construct") || (given !== null && given.length === 0);

/** The call nobody wrote: of a function where it is handed over. It goes by the number of the call it is handed to. */
const standsFor = (registration: Call, { span }: Value): Call => ({
  ...registration,
  span,
  callee: span,
  construct: false,
  paths: [],
  target: null,
  arguments: [],
  receiver: [],
  awaited: false,
  result: null,
  results: [],
  discarded: false,
});
