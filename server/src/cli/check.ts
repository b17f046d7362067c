/** `inferlens check`: arguments, output and exit code. Absent on purpose: analysing, which checkFiles.ts does, and the forms of output. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { styleText } from "node:util";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CheckResult, count } from "../report/checkResult.ts";
import { renderGithub } from "../report/github.ts";
import { renderJson } from "../report/json.ts";
import { type Paint, renderStylish } from "../report/text.ts";
import { replaceFile } from "../workspace/replaceFile.ts";
import { compareWithBaseline, writeBaseline } from "./baseline.ts";
import { answerAsBefore } from "./checkAgain.ts";
import type { CheckAnswer, CheckRequest } from "./checkFiles.ts";
import { showCheckProgress } from "./checkProgress.ts";
import { wantsColour } from "./colour.ts";
import { columnsOf } from "./terminal.ts";
import { createTimings } from "./timings.ts";
import { failLevels, type Gate, verdictOf } from "./verdict.ts";
import { WrongUse } from "./wrongUse.ts";

const forms = ["stylish", "json", "sarif", "github", "gitlab", "junit", "markdown"] as const;

interface CheckOptions extends Gate {
  readonly format: (typeof forms)[number];
  readonly output?: string;
  readonly config?: string;
  readonly fix?: true;
  readonly fixSuggestions?: true;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly changedSince?: string;
  readonly timings?: true;
  readonly cache?: string;
  readonly color?: "always" | "never";
}

export function registerCheck(program: Command, version: string): void {
  program
    .command("check")
    .description("find costly model code; exit 1 when something is as severe as --fail-on")
    .argument("[paths...]", "files, folders or globs", ["."])
    .addOption(new Option("-f, --format <form>", "form of the output").choices([...forms]).default("stylish"))
    .option("-o, --output <file>", "write the output to a file")
    .option("-c, --config <file>", "settings from this inferlens.json alone")
    .option("--fix", "apply safe fixes")
    .option("--fix-suggestions", "apply safe fixes and suggestions, which may change behaviour")
    .option("--baseline <file>", "report only what this file does not hold")
    .option("--update-baseline", "write what is found to the baseline")
    .option("--changed-since <commit>", "check only files that differ from where HEAD left this commit")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 1")
        .choices([...failLevels])
        .default("warning"),
    )
    .option("--max-warnings <number>", "so many warnings do not make the exit code 1", wholeNumber)
    .option("--timings", "say where the time went, on standard error")
    .option("--cache <folder>", "keep results there for the next check")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action(async (paths: string[], options: CheckOptions) => {
      process.exitCode = await check(paths, options, version);
    });
}

async function check(paths: readonly string[], options: CheckOptions, version: string): Promise<number> {
  if (options.updateBaseline && options.baseline === undefined)
    throw new WrongUse("--update-baseline needs --baseline <file>");
  const cwd = process.cwd();
  const timings = options.timings ? createTimings() : undefined;
  const request: CheckRequest = {
    paths,
    cwd,
    fixing: options.fixSuggestions ? "suggestions" : options.fix ? "safe" : null,
    configFile: options.config,
    changedSince: options.changedSince,
    needsEdits: options.format === "sarif",
    // Times of a check that did nothing tell nothing.
    cache: options.cache === undefined || timings ? undefined : { folder: path.resolve(cwd, options.cache), version },
    timings,
    progress: (files) => showCheckProgress(files, process.stderr),
  };
  const answer = answerAsBefore(request) ?? (await (await import("./checkFiles.ts")).checkFiles(request));
  for (const line of [...answer.notes, ...answer.wrongSettings]) console.error(line);
  if (answer.fixed > 0) console.error(`${answer.fixed} ${answer.fixed === 1 ? "fix" : "fixes"} applied.`);
  const result = withoutKnown(answer, options);
  write(await render(result, options, version, cwd), options);
  if (timings) console.error(timings.render((await allRules()).map(({ name }) => name)));
  const verdict = verdictOf(count(result), options);
  if (verdict && options.format === "stylish") console.error(`exit 1: ${verdict}`);
  if (answer.wrongSettings.length > 0) return 2;
  return verdict ? 1 : 0;
}

/** What a baseline does not hold. Says on standard error what it held. */
function withoutKnown(answer: CheckAnswer, { baseline, updateBaseline }: CheckOptions): CheckResult {
  if (baseline === undefined) return answer.result;
  if (updateBaseline) {
    const held = writeBaseline(baseline, answer.result, answer.looked);
    console.error(`${baseline} holds ${held} ${held === 1 ? "finding" : "findings"} now.`);
  }
  const { result, known, gone } = compareWithBaseline(baseline, answer.result, answer.looked);
  if (known > 0 && !updateBaseline) console.error(`${known} known from ${baseline} not shown.`);
  if (gone > 0)
    console.error(
      `${gone} in ${baseline} no longer found; take ${gone === 1 ? "it" : "them"} out with --update-baseline.`,
    );
  return result;
}

function write(text: string, { output }: CheckOptions): void {
  if (output === undefined) process.stdout.write(text);
  else
    try {
      replaceFile(output, text);
    } catch (error) {
      throw new WrongUse(`cannot write ${output}: ${error instanceof Error ? error.message : String(error)}`);
    }
}

/** Forms that need more than findings are loaded for whoever wants them. */
async function render(result: CheckResult, options: CheckOptions, version: string, cwd: string): Promise<string> {
  switch (options.format) {
    case "json":
      return renderJson(result);
    case "github":
      return renderGithub(result);
    case "gitlab":
      return (await import("../report/gitlab.ts")).renderGitlab(result);
    case "junit":
      return (await import("../report/junit.ts")).renderJunit(result);
    case "markdown":
      return (await import("../report/markdown.ts")).renderMarkdown(result, await allRules());
    case "sarif": {
      const { renderSarif } = await import("../report/sarif.ts");
      return renderSarif(result, { version, rules: await allRules(), rootUri: pathToFileURL(cwd + path.sep).href });
    }
    case "stylish": {
      const coloured = wantsColour(options.color, options.output ? undefined : process.stdout);
      const paint: Paint = coloured
        ? (style, text) => styleText(style, text, { validateStream: false })
        : (_, text) => text;
      return renderStylish(result, { width: columnsOf(process.stdout), paint });
    }
  }
}

const allRules = async () => (await import("../rules/index.ts")).rules;

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
