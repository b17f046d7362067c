/**
 * `npm run new rule <name>`: a rule, its page and its line in the register. What it writes is valid and silent: the page's
 * test fails until it shows what the rule finds and what it leaves alone.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const projectRoot = path.resolve(import.meta.dirname, "../..");

/** Writes the files and returns their paths below the root. Throws an Error that says what to do when it cannot. */
export function newRule(name: string | undefined, root = projectRoot): readonly string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name ?? ""))
    throw new Error("name the pattern that is wrong, in kebab case: npm run new rule tensors-copied-twice");
  const folder = path.join(root, "server/src/rules", name!);
  if (existsSync(folder)) throw new Error(`there is a rule of that name: server/src/rules/${name}`);
  const register = path.join(root, "server/src/rules/index.ts");
  const registered = withRule(readFileSync(register, "utf8"), name!);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "rule.ts"), skeleton(name!));
  writeFileSync(path.join(folder, "rule.md"), page(name!));
  writeFileSync(register, registered);
  return [`server/src/rules/${name}/rule.ts`, `server/src/rules/${name}/rule.md`, "server/src/rules/index.ts"];
}

/** The register with one import and one entry more, both sorted. */
export function withRule(text: string, name: string): string {
  const imports = [...text.matchAll(/^import (?:type )?(?:\w+|\{[^}]*\}) from "\.\/(.+)\.ts";$/gm)];
  const list = /(rules: readonly Rule\[\] = \[\n)([\s\S]*?)(\n\];)/.exec(text);
  if (imports.length === 0 || !list)
    throw new Error("server/src/rules/index.ts has another shape than the scaffold knows");
  const lines = [...imports.map(([line]) => line), `import ${identifierOf(name)} from "./${name}/rule.ts";`].sort(
    byModule,
  );
  const entries = [...list[2]!.split("\n"), `  ${identifierOf(name)},`].sort();
  const first = imports[0]!.index;
  const last = imports.at(-1)!;
  const head = `${text.slice(0, first)}${lines.join("\n")}`;
  return `${head}${text.slice(last.index + last[0].length, list.index)}${list[1]}${entries.join("\n")}${text.slice(list.index + list[1]!.length + list[2]!.length)}`;
}

const moduleOf = (line: string): string => /"\.\/(.+)\.ts"/.exec(line)![1]!;
const byModule = (a: string, b: string): number => (moduleOf(a) < moduleOf(b) ? -1 : 1);

/** `tensors-copied-twice` → `tensorsCopiedTwice`. */
const identifierOf = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const skeleton = (
  name: string,
): string => `/** Say what the rule looks for. Absent on purpose: say what it leaves to others. */
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "infer";

export default defineRule({
  name: "${name}",
  summary: "",
  since: "0.1.0",
  stage: "preview",
  severity: "information",
  group: "caching",
  dimensions: ["speed"],
  fix: "none",
  evidence: [],
  concerns,
  check({ usage, report }) {
    for (const { call, row, framework } of usage.of("infer")) {
      if (!concerns(row, framework) || usage.frequencyOf(call).level === "once") continue;
      const found = false; // ask usage: when unsure, silent
      if (!found) continue;
      report({ at: call.callee, about: call.id, message: "It does this, so often. Do that." });
    }
  },
});
`;

const page = (name: string): string => `# ${name}

Say in one or two sentences what is found.

## Why it costs

Say what is paid, how often, and where that was measured.

## When it is fine

Say which code looks alike and is right.

## Found

Show at least two complete programs. At the end of the line: a comment \`finds: ${name}\`. After an example that can be
fixed: a fence titled \`fixed\` with the exact text afterwards.

## Not found

Show at least two near-misses.
`;
