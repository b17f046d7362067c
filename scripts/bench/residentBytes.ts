/** How much memory a process and all it has started hold. Absent on purpose: memory that several of them share is counted for each. */
import { readdirSync, readFileSync } from "node:fs";

/** Linux only, 0 elsewhere. */
export function residentBytes(pid: number): number {
  if (process.platform !== "linux") return 0;
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, "utf8");
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      resident.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // ended meanwhile
    }
  }
  const within = (id: number): boolean => id === pid || (parents.has(id) && id > 1 && within(parents.get(id)!));
  return [...resident].filter(([id]) => within(id)).reduce((sum, [, bytes]) => sum + bytes, 0);
}
