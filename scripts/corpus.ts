/**
 * `npm run corpus [-- --only owner/name] [-- --checkout owner/name=path] [-- --accept]`: checks pinned public repositories and
 * prints what is new and gone since the last accepted run. Exits with 1 when something is. Absent on purpose: judging; docs/precision.md has the verdicts.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { acceptedOf, compare, writeAccepted } from "./corpus/accepted.ts";
import { type Checked, checkRepository } from "./corpus/checked.ts";
import { printDifference, printRepository, printRules } from "./corpus/print.ts";
import { type Repository, sourcesOf } from "./corpus/sources.ts";

const { values: options } = parseArgs({
  options: {
    checkout: { type: "string", multiple: true, default: [] },
    only: { type: "string", multiple: true, default: [] },
    accept: { type: "boolean", default: false },
    config: { type: "string" },
    list: { type: "boolean", default: false },
  },
});

const list = path.join(import.meta.dirname, "corpus/repositories.json");
const repositories = JSON.parse(readFileSync(list, "utf8")) as readonly Repository[];
const checkouts = new Map(options.checkout.map(checkoutOf));
const unknown = [...checkouts.keys(), ...options.only].filter((name) => !repositories.some((one) => one.name === name));
if (unknown.length > 0) throw new Error(`not in scripts/corpus/repositories.json: ${unknown.join(", ")}`);
const wanted = repositories.filter(({ name }) => options.only.length === 0 || options.only.includes(name));

const all: Checked[] = [];
for (const repository of wanted) {
  const folder = sourcesOf(repository, checkouts.get(repository.name));
  const checked = checkRepository(repository, folder, options.config);
  printRepository(checked, options.list);
  all.push(checked);
}
const differences = all.map((checked) => compare(checked, acceptedOf(checked.name)));
printRules(all, differences);
for (const difference of differences) printDifference(difference);
if (options.accept) {
  writeAccepted(all);
  console.log("\naccepted");
} else if (differences.some(({ added, gone }) => added.length + gone.length > 0)) {
  process.exitCode = 1;
}

function checkoutOf(written: string): [string, string] {
  const at = written.indexOf("=");
  if (at < 1) throw new Error(`--checkout wants owner/name=path, not ${written}`);
  return [written.slice(0, at), path.resolve(written.slice(at + 1))];
}
