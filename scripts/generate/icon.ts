/** Draws media/icon.png from media/source/icon.svg with Chromium: run it after changing the drawing. */
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { findChromium } from "../workbench/chromium.ts";
import { inRoot } from "../workbench/places.ts";

const size = 128;
const executablePath = await findChromium();
if (executablePath === undefined) process.exit(1);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: size, height: size } });
const drawing = readFileSync(inRoot("media", "source", "icon.svg"), "utf8");
await page.setContent(`<style>body{margin:0;background:transparent}svg{display:block}</style>${drawing}`);
await page.screenshot({ path: inRoot("media", "icon.png"), omitBackground: true });
await browser.close();
