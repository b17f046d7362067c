/**
 * Runs the page beside every data file: each `// is: <role>` must be what the file says of that line, no call the file
 * knows may go without a mark, and every path of every row must be hit.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Value } from "../../server/src/facts/facts.ts";
import type { Framework, Row } from "../../server/src/knowledge/framework.ts";
import { createKnowledge } from "../../server/src/knowledge/match.ts";
import { spellOut } from "../../server/src/knowledge/paths.ts";
import { frontEndIdFor, loadFrontEnd } from "../../server/src/languages/index.ts";
import { LineIndex } from "../../server/src/text/span.ts";
import { createMeanings } from "../../server/src/usage/meanings.ts";
import { type Fence, marks, readPage } from "./page.ts";

const folder = path.resolve(import.meta.dirname, "../../server/src/knowledge/npm");
const names = globSync("**/*.json", { cwd: folder })
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
      const found = await meaningsIn(fence, { ...framework, rows });
      for (const { row } of found) hit.add(row);
      expect(
        listing(
          found.map(({ line, row }) => ({ line, role: row.role })),
          fence,
        ),
        fence.code,
      ).toEqual(
        listing(
          marks(fence.code, "is").flatMap(({ line, words }) => words.map((role) => ({ line, role }))),
          fence,
        ),
      );
    }
    const missed = rows
      .filter((row) => !hit.has(row))
      .map((row) => `${row.role} ${row.at} ${row.as ?? ""} ${JSON.stringify(row.when ?? "")}`);
    expect(missed, "paths no line of the page reaches").toEqual([]);
  });
});

/** Lines with their roles, each role once a line, readable in a failure. */
function listing(found: readonly { readonly line: number; readonly role: string }[], fence: Fence): readonly string[] {
  const code = fence.code.split("\n");
  const roles = new Map<number, Set<string>>();
  for (const { line, role } of found) roles.set(line, (roles.get(line) ?? new Set()).add(role));
  return [...roles]
    .sort(([a], [b]) => a - b)
    .map(([line, set]) => `${[...set].sort().join(" ")} | ${code[line]!.replace(/\s*\/\/ is:.*/, "").trim()}`);
}

async function meaningsIn(
  fence: Fence,
  framework: Framework,
): Promise<readonly { readonly line: number; readonly row: Row }[]> {
  const fileName = fence.title || `page.${fence.language}`;
  const facts = (await loadFrontEnd(frontEndIdFor(`x.${fence.language}`)!))
    .parse({ fileName, text: fence.code })
    .facts();
  const knowledge = createKnowledge([framework]);
  const own = new Set(framework.rows);
  const meanings = createMeanings({ facts, fileName, knowledge, versionOf: () => undefined });
  const lines = new LineIndex(fence.code);
  const found: { line: number; row: Row }[] = [];
  const add = (offset: number, row: Row | undefined) => {
    if (row && own.has(row)) found.push({ line: lines.position(offset).line, row });
  };
  for (const call of facts.calls) {
    const decorates = facts.scopes.some((scope) => "decorators" in scope && scope.decorators.includes(call.id));
    add(call.callee.end - 1, decorates ? meanings.rowAt(call.paths, "decorator", call) : meanings.eventOf(call)?.row);
    const row = meanings.rowOf(call);
    if (row && handsOver(row, call.arguments)) add(call.callee.end - 1, row);
    const field = meanings.rowAt(call.paths, "field", call);
    const record = typeof field?.callback === "number" ? call.arguments[field.callback] : undefined;
    if (record?.kind === "record" && record.fields.some(({ name }) => field?.names?.includes(name)))
      add(call.callee.end - 1, field);
  }
  for (const scope of facts.scopes) {
    if (scope.kind !== "function") continue;
    const at = scope.nameSpan?.start ?? scope.span.start;
    add(at, meanings.rowOfFunction(scope));
    add(at, meanings.rowAt(scope.assignedTo, "assignment"));
    for (const parameter of scope.parameters) add(at, meanings.rowAt(facts.bindings[parameter]!.paths, "parameter"));
    const home = facts.scopes[scope.parent ?? 0];
    if (home?.kind === "class") {
      const row = meanings.rowAt(home.extends, "extends");
      if (row?.names?.includes(scope.name ?? "")) add(at, row);
    }
  }
  return found;
}

/** Rows about a function speak of a call only if it is handed one. */
function handsOver(row: Row, given: readonly Value[]): boolean {
  const { callback } = row;
  if (callback === undefined) return true;
  const candidates =
    callback === "all" ? given : [callback === "last" || callback === -1 ? given.at(-1) : given[callback]];
  return candidates.some((value) => value !== undefined && !["literal", "array", "record"].includes(value.kind));
}
