/** `inferlens check`: arguments, output and exit code. Absent on purpose: analysing, which checkFiles.ts does, and the forms of output. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { styleText } from "node:util";
import { type Command, Option } from "commander";
import { type CheckResult, type Counts, count } from "../report/checkResult.ts";
import { renderGithub } from "../report/github.ts";
import { renderJson } from "../report/json.ts";
import { renderSarif } from "../report/sarif.ts";
import { type Paint, renderText } from "../report/text.ts";
import { rules } from "../rules/index.ts";
import { checkFiles } from "./checkFiles.ts";
import { wantsColour } from "./colour.ts";

const levels = ["error", "warning", "information", "hint", "never"] as const;

interface CheckOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  readonly output?: string;
  readonly failOn: (typeof levels)[number];
  readonly fix?: boolean;
  readonly color?: "always" | "never";
}

export function registerCheck(program: Command, version: string): void {
  program
    .command("check")
    .description("find costly model code; exit 1 when something is as severe as --fail-on")
    .argument("[paths...]", "files, folders or globs", ["."])
    .addOption(
      new Option("-f, --format <form>", "form of the output")
        .choices(["text", "json", "sarif", "github"])
        .default("text"),
    )
    .option("-o, --output <file>", "write the output to a file")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 1")
        .choices([...levels])
        .default("warning"),
    )
    .option("--fix", "apply safe fixes")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action(async (paths: string[], options: CheckOptions) => {
      const cwd = process.cwd();
      const { result, fixed, problems } = await checkFiles({ paths, cwd, fix: options.fix === true });
      for (const problem of problems) console.error(problem);
      if (fixed > 0) console.error(`${fixed} safe ${fixed === 1 ? "fix" : "fixes"} applied.`);
      const counts = count(result);
      const failed = fails(counts, options.failOn);
      const text = render(result, options, version, cwd);
      if (options.output) writeFileSync(options.output, text);
      else process.stdout.write(text);
      if (failed && options.format === "text")
        console.error(`exit 1: ${worst(counts)} and --fail-on ${options.failOn}`);
      process.exitCode = failed ? 1 : 0;
    });
}

function render(result: CheckResult, options: CheckOptions, version: string, cwd: string): string {
  switch (options.format) {
    case "json":
      return renderJson(result);
    case "github":
      return renderGithub(result);
    case "sarif":
      return renderSarif(result, { version, rules, rootUri: pathToFileURL(cwd + path.sep).href });
    case "text": {
      const coloured = wantsColour(options.color, options.output ? undefined : process.stdout);
      const paint: Paint = coloured
        ? (style, text) => styleText(style, text, { validateStream: false })
        : (_, text) => text;
      return renderText(result, { width: Math.max(60, process.stdout.columns ?? 80), paint });
    }
  }
}

function fails(counts: Counts, failOn: CheckOptions["failOn"]): boolean {
  return (
    levels.slice(0, levels.indexOf(failOn) + 1).some((level) => level !== "never" && counts[level] > 0) &&
    failOn !== "never"
  );
}

function worst(counts: Counts): string {
  const level = (["error", "warning", "information", "hint"] as const).find((one) => counts[one] > 0) ?? "hint";
  return { error: "errors", warning: "warnings", information: "info", hint: "hints" }[level];
}
