/** Which processes a VS Code server has started. Nothing else. */
import { execFileSync } from "node:child_process";

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** All processes below this one whose command line contains the text. */
export function descendants(pid: number, text: string): Process[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => {
    const [, own, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!;
    return { pid: Number(own), parent: Number(parent), command: command! };
  });
  const below = new Set([pid]);
  for (let before = 0; below.size > before; ) {
    before = below.size;
    for (const process of all) if (below.has(process.parent)) below.add(process.pid);
  }
  below.delete(pid);
  return all.filter((process) => below.has(process.pid) && process.command.includes(text));
}
