/** Debian's packages, where this process may install them. Nothing else. */
import { existsSync } from "node:fs";
import { output } from "./progress.ts";

export const canAptInstall = (): boolean => existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;

export async function aptInstall(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await output("apt-get", ["update"], { env });
  await output("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env });
}
