/** Finds a Chromium for the end-to-end tests; on Debian it is installed when missing. */
import { existsSync } from "node:fs";
import { aptInstall, canAptInstall } from "./apt.ts";
import { step } from "./progress.ts";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** Path of the executable, or undefined with a message that says how to provide one. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env.INFERLENS_CHROMIUM;
  if (named !== undefined && named !== "") return named;
  const present = usual.find((candidate) => existsSync(candidate));
  if (present !== undefined) return present;
  if (canAptInstall()) {
    await step("Installing Chromium (apt)", () => aptInstall(["chromium", "fonts-dejavu-core"]));
    return usual.find((candidate) => existsSync(candidate));
  }
  console.error("No Chromium found. Install Chromium or Chrome, or set INFERLENS_CHROMIUM to its executable.");
  return undefined;
}
