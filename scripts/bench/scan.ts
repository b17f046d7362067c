/**
 * `npm run bench -- scan folder…`: a whole check of a folder beside the peers, cold and with our cache, in wall time, processor time
 * and peak memory. Absent on purpose: the editor's figures, which languageServer.ts takes.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { residentBytes } from "./residentBytes.ts";

export interface Scanner {
  readonly name: string;
  readonly command: readonly string[];
  /** Run once before, so that what is measured finds a cache. */
  readonly warm?: true;
}

interface Taken {
  readonly wallS: number;
  readonly processorS: number;
  readonly peakMB: number;
}

const rounds = 3;
const pollMs = 15;

/** Prints one table for each folder. `root` is our own repository, `peers` where the peers are installed. */
export async function scanFolders(folders: readonly string[], root: string, peers: string): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), "inferlens-scan-"));
  try {
    for (const folder of folders) {
      if (!existsSync(folder)) throw new Error(`there is no ${folder}`);
      // A copy: whatever ignore files lie above the folder must not hide it from some of the tools.
      const at = path.join(scratch, path.basename(path.resolve(folder)));
      cpSync(folder, at, {
        recursive: true,
        filter: (source) => !/[\\/](?:node_modules|\.git)(?:[\\/]|$)/.test(source),
      });
      const taken = new Map<string, Taken[]>();
      for (let round = 0; round < rounds; round++) {
        for (const scanner of scannersFor(at, root, peers, scratch)) {
          if (scanner.warm) await take(scanner.command, at);
          taken.set(scanner.name, [...(taken.get(scanner.name) ?? []), await take(scanner.command, at)]);
        }
      }
      print(folder, taken);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function scannersFor(folder: string, root: string, peers: string, scratch: string): readonly Scanner[] {
  const bin = path.join(peers, "node_modules");
  const eslintConfig = path.join(scratch, "eslint.config.mjs");
  const parser = path.join(bin, "@typescript-eslint/parser/dist/index.js");
  writeFileSync(
    eslintConfig,
    `import parser from ${JSON.stringify(parser)};\nexport default [{ files: ["**/*.{ts,tsx,js,jsx,mts,cts,mjs,cjs}"], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } }, linterOptions: { reportUnusedDisableDirectives: "off" }, rules: { "no-await-in-loop": "warn" } }];\n`,
  );
  const biomeConfig = path.join(scratch, "biome");
  mkdirSync(biomeConfig, { recursive: true });
  writeFileSync(
    path.join(biomeConfig, "biome.json"),
    '{ "root": true, "formatter": { "enabled": false }, "assist": { "enabled": false }, "linter": { "rules": { "recommended": false, "performance": { "noAwaitInLoops": "warn" } } } }\n',
  );
  const oxlintConfig = path.join(scratch, "oxlintrc.json");
  writeFileSync(oxlintConfig, '{ "rules": { "no-await-in-loop": "warn" } }\n');
  const check = [
    process.execPath,
    path.join(root, "dist/cli.cjs"),
    "check",
    folder,
    "--fail-on",
    "never",
    "-f",
    "json",
  ];
  const cache = path.join(scratch, `cache-${path.basename(folder)}`);
  return [
    { name: "inferlens, cold", command: check },
    { name: "inferlens, cache", command: [...check, "--cache", cache], warm: true },
    {
      name: "oxlint",
      command: [process.execPath, path.join(bin, "oxlint/bin/oxlint"), "-c", oxlintConfig, "--silent", folder],
    },
    {
      name: "biome",
      command: [
        process.execPath,
        path.join(root, "node_modules/@biomejs/biome/bin/biome"),
        "lint",
        "--config-path",
        biomeConfig,
        "--max-diagnostics=1",
        "--vcs-enabled=false",
        folder,
      ],
    },
    {
      name: "eslint",
      command: [
        process.execPath,
        path.join(bin, "eslint/bin/eslint.js"),
        "--no-config-lookup",
        "-c",
        eslintConfig,
        "--no-error-on-unmatched-pattern",
        "--quiet",
        folder,
      ],
    },
  ];
}

function take(command: readonly string[], cwd: string): Promise<Taken> {
  return new Promise((resolve, reject) => {
    // The shell's own clock is the only one that counts the processor time of all that a command starts.
    const child = spawn("bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$@\" > /dev/null 2>&1", "scan", ...command], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    let peakBytes = 0;
    const poll = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(child.pid!));
    }, pollMs);
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("error", reject);
    child.on("close", () => {
      clearInterval(poll);
      const [wallS = 0, user = 0, system = 0] = said.trim().split(/\s+/).slice(-3).map(Number);
      resolve({ wallS, processorS: user + system, peakMB: peakBytes / 1e6 });
    });
  });
}

function print(folder: string, taken: ReadonlyMap<string, readonly Taken[]>): void {
  const best = (name: string, figure: keyof Taken): number => Math.min(...taken.get(name)!.map((one) => one[figure]));
  const ours = "inferlens, cold";
  console.log(`\n${folder}   best of ${rounds}`);
  console.log(`${"".padEnd(18)}${"wall s".padStart(9)}${"cpu s".padStart(9)}${"peak MB".padStart(9)}   ours, cold`);
  for (const name of taken.keys()) {
    const figures = (["wallS", "processorS", "peakMB"] as const).map((figure) => best(name, figure));
    const [wallS, processorS, peakMB] = figures as [number, number, number];
    const ratio = name === ours ? "" : `${(best(ours, "wallS") / wallS).toFixed(2)} × its time`;
    console.log(
      `${name.padEnd(18)}${wallS.toFixed(2).padStart(9)}${processorS.toFixed(2).padStart(9)}${peakMB.toFixed(0).padStart(9)}   ${ratio}`,
    );
  }
}
