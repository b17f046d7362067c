/**
 * `npm start [-- --desktop] [-- --port 3000] [-- --fresh]`: builds and installs the extension and opens it on a copy of the demo, in
 * a VS Code in the browser or in the installed one. Started by start.mjs, which installs dependencies.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { copyDemoOnce, fetchModels } from "./workbench/demo.ts";
import { buildExtension, packageExtension } from "./workbench/extension.ts";
import { cache, inRoot, vsix } from "./workbench/places.ts";
import { exitCode, output, step, upToDate } from "./workbench/progress.ts";
import {
  type Folders,
  freePort,
  hasSettings,
  installExtension,
  startServer,
  writeSettings,
} from "./workbench/server.ts";
import { contentHash, once } from "./workbench/stamp.ts";
import { installVscode } from "./workbench/vscode.ts";

const { values: options } = parseArgs({
  options: {
    desktop: { type: "boolean", default: false },
    fresh: { type: "boolean", default: false },
    port: { type: "string", default: "3000" },
  },
});

const home = path.join(cache, "start");
const demo = path.join(home, "voice-notes");
const folders: Folders = { data: path.join(home, "data"), extensions: path.join(home, "extensions") };

const quietSettings = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "readme",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
};

const whatToTry = `Try
  1. Open src/server.ts: the line under \`/embed\` is underlined. Hover it, then press Ctrl+. and Enter to load the model once.
  2. Hover loadVad under \`/speech\`: the links lead from the handler to the load in another file, src/lib/vad.ts.
  3. Click Measure above the load of speech-embedding.onnx: the real model runs, and its times stay there.
  4. F1, "InferLens: Show Hot List": what is found in all files, measured findings first, also in files nobody has opened.
  5. F1, "InferLens: " lists every command. README.md of the demo tells more.
`;

if (options.fresh) rmSync(home, { recursive: true, force: true });
console.log("InferLens");
await fetchModels();
copyDemoOnce(demo);
await buildExtension();
await packageExtension();
if (options.desktop) await openDesktop();
else await openInBrowser();

async function openInBrowser(): Promise<void> {
  await installVscode();
  await once("install", contentHash([path.relative(inRoot(), vsix), "scripts/workbench/vscode.ts"]), {
    made: [folders.extensions],
    skip: () => upToDate("Extension in VS Code"),
    work: () => step("Installing the extension in VS Code", () => installExtension(folders, vsix)),
  });
  if (!hasSettings(folders)) writeSettings(folders, quietSettings);
  const port = await freePort(Number(options.port));
  const server = await step("Starting VS Code", () =>
    startServer(folders, { port, extra: ["--default-folder", demo] }),
  );
  const end = () => void server.stop().then(() => process.exit(0));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  server.process.once("exit", () => process.exit(1));
  console.log(
    `\nOpen  ${server.url}\n\n${whatToTry}\nCtrl+C ends it. npm start -- --fresh begins with an untouched demo.`,
  );
}

async function openDesktop(): Promise<void> {
  const code = process.platform === "win32" ? "code.cmd" : "code";
  const shell = process.platform === "win32";
  const found = await output(code, ["--version"], { shell }).catch(() => undefined);
  if (found === undefined) {
    console.error(
      "No `code` command found. In VS Code run `Shell Command: Install 'code' command in PATH`, or leave out --desktop.",
    );
    process.exit(1);
  }
  await step("Installing the extension in VS Code", () =>
    output(code, ["--install-extension", vsix, "--force"], { shell }),
  );
  process.exitCode = await exitCode(code, [demo, "--goto", path.join(demo, "src", "server.ts")], { shell });
  console.log(`\n${whatToTry}`);
}
