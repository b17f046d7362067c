/** Entry of dist/cli.cjs: starts the command line, or for `lsp` the language server, from the code cache. Absent on purpose: everything else. */
import path from "node:path";
import v8 from "node:v8";
import { keepCaches, loadCached } from "./load.ts";

const isServer = process.argv[2] === "lsp";
// What a check needs of one file it needs of no other: without this, memory grows to eight times what is in use.
if (!isServer) v8.setFlagsFromString("--heap-growing-percent=30");
process.once("exit", keepCaches);
loadCached(path.join(__dirname, isServer ? "serverMain.cjs" : "cliMain.cjs"));
