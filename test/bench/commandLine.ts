/** `inferlens` as a CI job calls it: a process in a folder, with what it printed and how it ended. Absent on purpose: expectations. */
import { execFile } from "node:child_process";
import path from "node:path";
import { root } from "./workbench.ts";

const entry =
  process.env.INFERLENS_TEST_DIST === "1" ? path.join(root, "dist/cli.cjs") : path.join(root, "server/src/cli/main.ts");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Job {
  readonly cwd: string;
  /** Added to that of the tests. */
  readonly environment?: Readonly<Record<string, string>>;
}

export const commandLine = ({ cwd, environment }: Job, args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, CI: "1", ...environment };
    execFile(process.execPath, [entry, ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
