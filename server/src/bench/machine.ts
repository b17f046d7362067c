/** The machine a measurement is made on. Absent on purpose: anything that names its user. */
import { arch, cpus, hostname, platform, totalmem } from "node:os";
import type { Machine } from "../history/record.ts";

export function thisMachine(): Machine {
  const processors = cpus();
  const named = process.env.INFERLENS_MACHINE;
  return {
    host: hostname(),
    ...(named && { class: named }),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    platform: platform(),
    arch: arch(),
  };
}
