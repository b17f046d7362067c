/**
 * `npm run bench`, `npm run bench -- defence [trials]` for the trust in measurements, and `npm run bench -- scan folder…` for whole checks: our speed beside the peers', in one run on the same
 * files, printed as ratios. Never asserted: a shared machine has moods, and ratios of things measured in turns survive them
 * better than times do.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { medianSorted, quantileSorted } from "simple-statistics";
import { serverFlags } from "../client/src/serverFlags.ts";
import { measureDefence } from "./bench/defence.ts";
import { plainSource, serviceSource } from "./bench/fixture.ts";
import { measureHarness } from "./bench/harness.ts";
import { type ServerUnderTest, type Timing, timeServer } from "./bench/languageServer.ts";
import { scanFolders } from "./bench/scan.ts";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, ".cache", "bench");
const peers = path.join(root, ".cache", "peers");
const rounds = 5;

if (!existsSync(path.join(root, "dist", "server.cjs")))
  execFileSync(process.execPath, [path.join(root, "scripts/build.ts")], { stdio: "inherit" });
installPeers();
if (process.argv[2] === "scan") {
  await scanFolders(process.argv.slice(3), root, peers);
  process.exit();
}
if (process.argv[2] === "defence") {
  await measureDefence(Number(process.argv[3] ?? 100));
  process.exit();
}
writeWorkspace();

const bin = path.join(peers, "node_modules");
const ours: ServerUnderTest = {
  name: "inferlens",
  command: [process.execPath, ...serverFlags, path.join(root, "dist/server.cjs"), "--stdio"],
};
const oxlint: ServerUnderTest = {
  name: "oxlint",
  command: [process.execPath, path.join(bin, "oxlint/bin/oxlint"), "--lsp"],
};
const eslint: ServerUnderTest = {
  name: "eslint",
  pull: true,
  command: [
    process.execPath,
    path.join(bin, "vscode-langservers-extracted/bin/vscode-eslint-language-server"),
    "--stdio",
  ],
  settings: {
    validate: "on",
    run: "onType",
    nodePath: "",
    quiet: false,
    onIgnoredFiles: "off",
    options: {},
    rulesCustomizations: [],
    problems: { shortenToSingleLine: false },
    experimental: { useFlatConfig: true },
    useFlatConfig: true,
    useESLintClass: true,
    workingDirectory: { mode: "location" },
    workspaceFolder: { uri: `file://${folder}`, name: "bench" },
    codeAction: { disableRuleComment: { enable: false }, showDocumentation: { enable: false } },
    codeActionOnSave: { enable: false, mode: "all" },
    format: false,
  },
};

for (const [file, lines] of [
  ["service300.ts", 300],
  ["service3000.ts", 3000],
  ["plain300.ts", 300],
] as const) {
  const timings = new Map<string, Timing[]>();
  for (let round = 0; round < rounds; round++) {
    for (const server of [ours, oxlint, eslint]) {
      const timing = await timeServer(server, { folder, file, edits: lines > 1000 ? 20 : 60, openFiles: 5 });
      timings.set(server.name, [...(timings.get(server.name) ?? []), timing]);
      process.stderr.write(`\r${file}  round ${round + 1} of ${rounds}  ${server.name.padEnd(10)}`);
    }
  }
  process.stderr.write(`${"\r".padEnd(60)}\r`);
  print(file, timings);
}
await measureHarness();
const vsix = path.join(root, "inferlens-linux-x64.vsix");
if (existsSync(vsix)) console.log(`\n.vsix linux-x64  ${(statSync(vsix).size / 1e6).toFixed(1)} MB`);

function print(file: string, timings: ReadonlyMap<string, readonly Timing[]>): void {
  const rows = [...timings].map(([name, all]) => {
    const edits = all.flatMap((timing) => timing.editMs).sort((a, b) => a - b);
    return {
      name,
      edit: medianSorted(edits),
      editP95: quantileSorted(edits, 0.95),
      start: medianSorted(all.map((timing) => timing.firstDiagnosticsMs).sort((a, b) => a - b)),
      memory: medianSorted(all.map((timing) => timing.residentMB).sort((a, b) => a - b)),
    };
  });
  const own = rows[0]!;
  const against = (value: number, mine: number) =>
    `${value.toFixed(1).padStart(8)} (ours ${(mine / value).toFixed(2)}×)`;
  console.log(`\n${file}   median of ${rounds} starts; edits pooled`);
  console.log(
    `${"".padEnd(11)}${"edit p50 ms".padStart(12)}${"edit p95 ms".padStart(13)}${"start ms".padStart(10)}${"MB, 5 files".padStart(13)}`,
  );
  console.log(
    `${own.name.padEnd(11)}${own.edit.toFixed(2).padStart(12)}${own.editP95.toFixed(2).padStart(13)}${own.start.toFixed(0).padStart(10)}${own.memory.toFixed(0).padStart(13)}`,
  );
  for (const row of rows.slice(1)) {
    console.log(
      `${row.name.padEnd(11)} edit ${against(row.edit, own.edit)}   start ${against(row.start, own.start)}   memory ${against(row.memory, own.memory)}`,
    );
  }
}

function installPeers(): void {
  const wanted = path.join(root, "scripts/bench/peers");
  if (existsSync(path.join(peers, "node_modules/oxlint"))) return;
  console.log("installing the peers once (oxlint, ESLint's language server)");
  cpSync(wanted, peers, { recursive: true });
  execFileSync("npm", ["ci"], { cwd: peers, stdio: "inherit" });
}

function writeWorkspace(): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "service300.ts"), serviceSource(300));
  writeFileSync(path.join(folder, "service3000.ts"), serviceSource(3000));
  writeFileSync(path.join(folder, "plain300.ts"), plainSource(300));
  for (let n = 1; n < 5; n++) copyFileSync(path.join(folder, "service300.ts"), path.join(folder, `copy${n}.ts`));
  // One rule each: the nearest thing the peers have to what we look for.
  writeFileSync(path.join(folder, ".oxlintrc.json"), JSON.stringify({ rules: { "no-await-in-loop": "warn" } }));
  writeFileSync(
    path.join(folder, "eslint.config.mjs"),
    'import parser from "@typescript-eslint/parser";\nexport default [{ files: ["**/*.ts"], languageOptions: { parser }, rules: { "no-await-in-loop": "warn" } }];\n',
  );
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  if (!existsSync(path.join(folder, "node_modules")))
    symlinkSync(path.join(peers, "node_modules"), path.join(folder, "node_modules"));
}
