/**
 * A VS Code of one scenario: its own server, data folder, copy of the demo and browser context. Says what a user does as verbs;
 * waits for what a user would see; ends with its test, leaving a picture when that failed. Absent on purpose: fixed pauses.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { findChromium } from "../../../scripts/workbench/chromium.ts";
import { copyDemo } from "../../../scripts/workbench/demo.ts";
import {
  type Folders,
  freePort,
  type RunningServer,
  startServer,
  writeSettings,
} from "../../../scripts/workbench/server.ts";
import { extensions, out, screenshots } from "./places.ts";

export const themes = ["Dark 2026", "Light 2026", "Default High Contrast", "Default High Contrast Light"] as const;
export type Theme = (typeof themes)[number];

export interface WorkbenchOptions {
  readonly name: string;
  /** File to open, relative to the demo. */
  readonly open: string;
  readonly theme?: Theme;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder of an extension whose run.cjs is run in the extension host. */
  readonly inHost?: string;
  /** Changes the copy of the demo before it is opened. */
  prepare?(folder: string): void;
  readonly size?: { readonly width: number; readonly height: number };
  readonly scale?: number;
}

export interface Workbench {
  readonly page: Page;
  /** The copy of the demo. */
  readonly folder: string;
  readonly data: string;
  /** Of the VS Code server, whose children are the extension host and our processes. */
  readonly pid: number;
  read(file: string): string;
  write(file: string, text: string): void;
  openFile(file: string): Promise<void>;
  run(command: string): Promise<void>;
  goTo(line: number, column?: number): Promise<void>;
  save(): Promise<void>;
  /** Replaces the workspace's settings; the window follows by itself. */
  settings(changes: Readonly<Record<string, unknown>>): void;
  /** Rows of the Problems panel, opened when it is not. */
  problems(): Promise<Locator>;
  /** Types into the filter of the open Problems panel: only rows in view exist. */
  filterProblems(text: string): Promise<void>;
  lens(text: string | RegExp): Locator;
  /** The same verbs for another window of this VS Code. */
  inWindow(page: Page): Workbench;
  /** Waits for a lens with that text directly above a line that is in view. */
  lensAbove(line: number, text: string | RegExp): Promise<Locator>;
  /** Takes the suggested sizes, if the model has dynamic dimensions that nobody has chosen. */
  acceptSizes(): Promise<void>;
  squiggles(): Locator;
  /** Opens the quick-fix menu at the cursor and returns its rows. */
  quickFixes(expected: string): Promise<Locator>;
  /** Opens the hover there and waits for something in it. */
  hoverAt(line: number, column: number, expected: Locator): Promise<void>;
  screenshot(name: string): Promise<void>;
}

let browser: Browser | undefined;

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const home = path.join(out, options.name);
  const folder = path.join(home, "voice-notes");
  const folders: Folders = { data: path.join(home, "data"), extensions };
  rmSync(home, { recursive: true, force: true }); // nothing of an earlier run, settings and history included
  mkdirSync(home, { recursive: true });
  copyDemo(folder);
  options.prepare?.(folder);
  writeSettings(folders, settingsOf(options));
  const server = await startServer(folders, { port: await freePort(3100), extra: ["--enable-smoke-test-driver"] });
  const context = await newContext(options);
  const page = await context.newPage();
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail")
      await page.screenshot({ path: path.join(screenshots, `failed-${options.name}.png`) });
    await context.close();
    await server.stop();
  });
  await page.goto(addressOf(server, folder, options));
  await page.locator(".monaco-workbench").waitFor();
  await page.locator(".editor-instance .view-line").first().waitFor();
  return workbenchOf(page, { folder, folders, context, server, options });
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

async function newContext({ size, scale }: WorkbenchOptions): Promise<BrowserContext> {
  if (browser === undefined) {
    const executablePath = await findChromium();
    if (executablePath === undefined) throw new Error("The end-to-end tests need Chromium.");
    const args = [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
    ];
    browser = await chromium.launch({
      executablePath,
      args: [...args, "--disable-component-update", "--disable-sync"],
    });
  }
  const context = await browser.newContext({
    viewport: size ?? { width: 1_280, height: 800 },
    deviceScaleFactor: scale ?? 1,
  });
  context.setDefaultTimeout(60_000);
  await context.route(
    ({ hostname }) => hostname !== "127.0.0.1" && !hostname.endsWith("vscode-cdn.net"),
    (route) => route.abort(),
  );
  return context;
}

function addressOf({ authority, url }: RunningServer, folder: string, { open, inHost }: WorkbenchOptions): string {
  const remote = (file: string) => `vscode-remote://${authority}${file}`;
  const payload = [["openFile", remote(path.join(folder, open))]];
  if (inHost)
    payload.push(
      ["extensionDevelopmentPath", remote(inHost)],
      ["extensionTestsPath", remote(path.join(inHost, "run.cjs"))],
    );
  return `${url}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

interface Parts {
  readonly folder: string;
  readonly folders: Folders;
  readonly context: BrowserContext;
  readonly server: RunningServer;
  readonly options: WorkbenchOptions;
}

function settingsOf({ theme, settings }: WorkbenchOptions): Record<string, unknown> {
  return { ...quiet, "workbench.colorTheme": theme ?? "Dark 2026", ...settings };
}

function workbenchOf(page: Page, { folder, folders, context, server, options }: Parts): Workbench {
  const input = page.locator(".quick-input-widget input.input").first();
  const focused = page.locator(".quick-input-list .monaco-list-row.focused");
  const retried = async (complaint: string, attempt: () => Promise<void>) => {
    for (let attempts = 1; ; attempts++) {
      if (
        await attempt().then(
          () => true,
          () => false,
        )
      )
        return;
      if (attempts === mostAttempts) throw new Error(`After ${mostAttempts} attempts ${complaint}.`);
      await page.keyboard.press("Escape");
    }
  };
  const row = (text: string | RegExp) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();

  const workbench: Workbench = {
    page,
    folder,
    data: folders.data,
    pid: server.process.pid!,
    read: (file) => readFileSync(path.join(folder, file), "utf8"),
    write: (file, text) => writeFileSync(path.join(folder, file), text),
    async openFile(file) {
      await page.keyboard.press("Control+P");
      await input.fill(file);
      await row(path.basename(file)).waitFor();
      await page.keyboard.press("Enter");
      await page.locator(".tab.active", { hasText: path.basename(file) }).waitFor();
    },
    async run(command) {
      // The palette lists what extensions contribute as of the moment it opens, and they come late.
      await retried(`the palette never listed "${command}"`, async () => {
        await page.keyboard.press("F1");
        await input.fill(`>${command}`);
        await focused.filter({ hasText: command }).waitFor({ timeout: retryMs });
      });
      await page.keyboard.press("Enter");
      await input.waitFor({ state: "hidden" });
    },
    async goTo(line, column = 1) {
      await page.keyboard.press("Control+G");
      await input.fill(`:${line}:${column}`);
      await page.keyboard.press("Enter");
      await page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    },
    async save() {
      await page.keyboard.press("Control+S");
      await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
    },
    async problems() {
      const panel = page.locator(".markers-panel");
      if (!(await panel.isVisible())) await page.keyboard.press("Control+Shift+M");
      await panel.waitFor();
      return panel.locator(".monaco-list-row");
    },
    filterProblems: (text) => page.locator(".viewpane-filter input").fill(text),
    inWindow: (other) => workbenchOf(other, { folder, folders, context, server, options }),
    settings(changes) {
      mkdirSync(path.join(folder, ".vscode"), { recursive: true });
      writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify(changes));
    },
    lens: (text) => page.locator(".codelens-decoration", { hasText: text }).first(),
    async lensAbove(line, text) {
      const number = page.locator(".margin-view-overlays .line-numbers", { hasText: new RegExp(`^${line}$`) });
      const lenses = page.locator(".codelens-decoration", { hasText: text });
      for (const endsAt = Date.now() + lensPatienceMs; Date.now() < endsAt; await page.waitForTimeout(100)) {
        const lineTop = (await number.boundingBox())?.y;
        for (const lens of await lenses.all()) {
          const gap =
            (lineTop ?? 0) -
            ((await lens.boundingBox({ timeout: 1_000 }).catch(() => null))?.y ?? Number.POSITIVE_INFINITY);
          if (gap > 0 && gap < mostLensHeight) return lens;
        }
      }
      throw new Error(`No lens with ${text} came up above line ${line}.`);
    },
    async acceptSizes() {
      const title = page.locator(".quick-input-title", { hasText: "sizes to measure with" });
      await title.waitFor();
      while (await title.isVisible()) {
        const shown = await title.textContent();
        await page.keyboard.press("Enter");
        await expect.poll(async () => (await title.isVisible()) && (await title.textContent()) === shown).toBe(false);
      }
    },
    squiggles: () => page.locator(".squiggly-warning, .squiggly-error, .squiggly-info"),
    async quickFixes(expected) {
      const rows = page.locator(".action-widget .monaco-list-row.action");
      // Requests are cancelled while other extensions register theirs, and the menu then opens without ours.
      await retried(`the quick-fix menu never showed "${expected}"`, async () => {
        await page.keyboard.press("Control+.");
        await rows.filter({ hasText: expected }).first().waitFor({ timeout: retryMs });
      });
      return rows;
    },
    async hoverAt(line, column, expected) {
      // A hover opened while the server is busy may come without our part; a theme or a lens that arrives closes it.
      await retried(`no hover at ${line}:${column} showed what was expected`, async () => {
        await workbench.goTo(line, column);
        await workbench.run("Show or Focus Hover");
        await expected.first().waitFor({ timeout: retryMs });
      });
    },
    async screenshot(name) {
      await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    },
  };
  return workbench;
}

const retryMs = 4_000;
const mostAttempts = 10;
const lensPatienceMs = 60_000;
const mostLensHeight = 32;

const quiet = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.reduceMotion": "on",
  "workbench.enableExperiments": false,
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "breadcrumbs.enabled": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
  "git.enabled": false,
  "files.hotExit": "off",
  // As on a desktop; the web's own default would save by itself.
  "files.autoSave": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
};
