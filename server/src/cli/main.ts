/** The command line: arguments and exit codes. Absent on purpose: `lsp`, which the entry hands to the language server before this is loaded. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { registerCheck } from "./check.ts";
import { WrongUse } from "./wrongUse.ts";

const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, nearestManifest()), "utf8")) as {
  version: string;
  description: string;
};

run().catch((error: unknown) => {
  console.error(`inferlens: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof WrongUse ? 2 : 3;
  if (process.exitCode === 3)
    console.error("This is a fault of InferLens; please report it with the file that led to it.");
});

async function run(): Promise<void> {
  const program = new Command("inferlens")
    .description(manifest.description)
    .version(manifest.version)
    .showHelpAfterError("(see inferlens --help)")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2)); // 1 is kept for findings
  registerCheck(program, manifest.version);
  // A check that finds nothing changed is over before what the others need is loaded.
  if (process.argv[2] !== "check") await registerOthers(program);
  await program.parseAsync();
}

async function registerOthers(program: Command): Promise<void> {
  const [{ registerBench }, { registerHistory }, { registerInspect }, { registerPlan }] = await Promise.all([
    import("./bench/command.ts"),
    import("./history.ts"),
    import("./inspect.ts"),
    import("./plan.ts"),
  ]);
  registerBench(program);
  registerHistory(program);
  registerInspect(program);
  registerPlan(program);
  // Never run here: listed so that help shows it.
  program
    .command("lsp")
    .description("language server for any editor, over standard input and output")
    .option("--stdio");
}

/** dist/ lies beside package.json, the sources three folders below it. */
function nearestManifest(): string {
  return path.basename(import.meta.dirname) === "dist" ? "../package.json" : "../../../package.json";
}
