/**
 * Says what a slow step is doing and how long it has taken: in place on a terminal, one line per 20 s elsewhere. Runs commands
 * and keeps their output for the case that they fail. Absent on purpose: colours and bars.
 */
import { type SpawnOptions, spawn } from "node:child_process";

export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const live = process.stdout.isTTY === true && process.env.CI === undefined;
  const show = () =>
    live ? process.stdout.write(`\r  ${title} ... ${seconds()} s`) : console.log(`  ${title} ... ${seconds()} s`);
  show();
  const tick = setInterval(show, live ? 1_000 : 20_000);
  try {
    const value = await work();
    console.log(`${live ? "\r" : ""}  ${title}: done, ${seconds()} s      `);
    return value;
  } catch (error) {
    console.log(`${live ? "\r" : ""}  ${title}: failed after ${seconds()} s`);
    throw error;
  } finally {
    clearInterval(tick);
  }
}

export function upToDate(title: string): void {
  console.log(`  ${title}: up to date`);
}

/** Output of a command; an error with the end of its output when it fails. */
export function output(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    const keep = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-200_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve(text);
      reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${text.slice(-4_000)}`));
    });
  });
}

/** Exit code of a command that writes to this terminal. */
export function exitCode(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
