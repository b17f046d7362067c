/**
 * Runs the page beside every data file: each `// is: <role>` must be what the file says of that line, no call the file
 * knows may go without a mark, and every path of every row must be hit.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Call, Scope, ScopeId, Value } from "../../server/src/facts/facts.ts";
import type { Framework, Row } from "../../server/src/knowledge/framework.ts";
import { createKnowledge } from "../../server/src/knowledge/match.ts";
import { spellOut } from "../../server/src/knowledge/paths.ts";
import { frontEndIdFor, loadFrontEnd } from "../../server/src/languages/index.ts";
import { LineIndex } from "../../server/src/text/span.ts";
import { joinUsage } from "../../server/src/usage/join.ts";
import { createMeanings } from "../../server/src/usage/meanings.ts";
import type { Usage } from "../../server/src/usage/usage.ts";
import { type Fence, marks, readPage } from "./page.ts";

const folder = path.resolve(import.meta.dirname, "../../server/src/knowledge");
const names = globSync("{npm,pypi}/**/*.json", { cwd: folder })
  .map((file) => file.replaceAll("\\", "/").replace(/\.json$/, ""))
  .sort();

describe.each(names)("%s", (name) => {
  const framework = JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Framework;
  const page = path.join(folder, `${name}.md`);

  it("has a page", () => expect(existsSync(page)).toBe(true));

  it.runIf(existsSync(page))("marks what its rows say, and all of it", async () => {
    const rows = framework.rows.flatMap((row) => spellOut(row.at).map((at) => ({ ...row, at })));
    const hit = new Set<Row>();
    for (const fence of readPage(page).fences.filter(({ language }) => frontEndIdFor(`x.${language}`))) {
      const { usage, found } = await read(fence, { ...framework, rows });
      for (const { row } of found) hit.add(row);
      const said = found.map(({ line, row }) => ({ line, role: row.role }));
      const marked = marks(fence.code, "is").flatMap(({ line, words }) => words.map((role) => ({ line, role })));
      expect(listing(said, fence), fence.code).toEqual(listing(marked, fence));
      for (const { row, functions } of found) {
        const expected = runs(row);
        if (expected === undefined) continue;
        for (const call of functions.flatMap((id) => callsIn(usage, id))) {
          const { level, per, barrier } = usage.frequencyOf(call);
          expect([level, per ?? barrier], fence.code.slice(call.span.start, call.span.end)).toEqual(expected);
        }
      }
    }
    const missed = rows
      .filter((row) => !hit.has(row))
      .map((row) => `${row.role} ${row.at} ${row.as ?? ""} ${JSON.stringify(row.when ?? "")}`);
    expect(missed, "paths no line of the page reaches").toEqual([]);
  });
});

/** How often a call in a function runs that a row speaks of: the level, and per what or why not; undefined where the row leaves it open. */
function runs(row: Row): readonly [string, string | null] | undefined {
  switch (row.role) {
    case "handler":
      return ["per request", row.per ?? null];
    case "memo":
      return ["once", "memo"];
    case "once":
      return ["once", "start-up"];
    case "repeat":
      return ["per iteration", null];
    default:
      return undefined;
  }
}

/** Lines with their roles, each role once a line, readable in a failure. */
function listing(found: readonly { readonly line: number; readonly role: string }[], fence: Fence): readonly string[] {
  const code = fence.code.split("\n");
  const roles = new Map<number, Set<string>>();
  for (const { line, role } of found) roles.set(line, (roles.get(line) ?? new Set()).add(role));
  return [...roles]
    .sort(([a], [b]) => a - b)
    .map(([line, set]) => `${[...set].sort().join(" ")} | ${code[line]!.replace(/\s*(?:\/\/|#) is:.*/, "").trim()}`);
}

interface Meaning {
  readonly line: number;
  readonly row: Row;
  /** The functions the row speaks of, as written on the page. */
  readonly functions: readonly ScopeId[];
}

async function read(
  fence: Fence,
  framework: Framework,
): Promise<{ readonly usage: Usage; readonly found: readonly Meaning[] }> {
  const fileName = fence.title || `page.${fence.language}`;
  const frontEnd = await loadFrontEnd(frontEndIdFor(`x.${fence.language}`)!);
  const facts = frontEnd.parse({ fileName, text: fence.code }).facts();
  const knowledge = createKnowledge([framework]);
  const own = new Set(framework.rows);
  const meanings = createMeanings({ facts, text: fence.code, fileName, knowledge, versionOf: () => undefined });
  const lines = new LineIndex(fence.code);
  const found: Meaning[] = [];
  const add = (offset: number, row: Row | undefined, functions: readonly ScopeId[] = []) => {
    if (row && own.has(row)) found.push({ line: lines.position(offset).line, row, functions });
  };
  for (const call of facts.calls) {
    const at = call.callee.end - 1;
    const marked = facts.scopes.filter((scope) => "decorators" in scope && scope.decorators.includes(call.id));
    if (marked.length > 0) add(at, meanings.rowAt(call.paths, "decorator", call), functionsOf(marked));
    else add(at, meanings.eventOf(call)?.row);
    const row = meanings.rowOf(call);
    const handed = row ? handedTo(row, call.arguments) : [];
    if (row && (row.callback === undefined || handed.length > 0)) add(at, row, functionsIn(handed));
    const field = meanings.rowAt(call.paths, "field", call);
    const record = typeof field?.callback === "number" ? call.arguments[field.callback] : undefined;
    const fields = record?.kind === "record" ? record.fields.filter(({ name }) => field?.names?.includes(name)) : [];
    if (fields.length > 0) add(at, field, functionsIn(fields.map(({ value }) => value)));
  }
  for (const write of facts.bindings.flatMap(({ writes }) => writes))
    if (write.value) add(write.span.start, meanings.settingAt(write.into)?.row);
  for (const scope of facts.scopes) {
    if (scope.kind !== "function") continue;
    const at = scope.nameSpan?.start ?? scope.span.start;
    add(at, meanings.rowOfFunction(scope), [scope.id]);
    add(at, meanings.rowAt(scope.assignedTo, "assignment"), [scope.id]);
    for (const parameter of scope.parameters) {
      add(at, meanings.rowAt(facts.bindings[parameter]!.paths, "parameter"), [scope.id]);
    }
    const home = facts.scopes[scope.parent ?? 0];
    if (home?.kind !== "class") continue;
    const row = meanings.rowAt(home.extends, "extends");
    if (row && (row.names?.includes(scope.name ?? "") ?? true)) add(at, row, [scope.id]);
  }
  return { usage: joinUsage({ facts, fileName, text: fence.code, knowledge }), found };
}

const functionsOf = (scopes: readonly Scope[]): readonly ScopeId[] =>
  scopes.filter((scope) => scope.kind === "function").map(({ id }) => id);

const functionsIn = (values: readonly Value[]): readonly ScopeId[] =>
  values.flatMap((value) => (value.kind === "function" ? [value.scope] : []));

/** The arguments a row takes for functions; none when the call is handed something else, as in `app.get("setting")`. */
function handedTo({ callback }: Row, given: readonly Value[]): readonly Value[] {
  if (callback === undefined) return [];
  const at = callback === "last" || callback === -1 ? given.length - 1 : callback;
  const taken = at === "all" ? given : given.slice(at, at + 1);
  return taken.filter(({ kind }) => kind !== "literal" && kind !== "array" && kind !== "record");
}

/** The calls written in a function itself, not in one within it. */
function callsIn(usage: Usage, id: ScopeId): readonly Call[] {
  const within = (scope: ScopeId | null): boolean => {
    if (scope === id) return true;
    const at = scope === null ? undefined : usage.facts.scopes[scope];
    return at !== undefined && at.kind !== "function" && at.kind !== "class" && within(at.parent);
  };
  return usage.facts.calls.filter((call) => within(call.scope));
}
