/** Entry of dist/cli.cjs: starts the command line, or for `lsp` the language server, from the code cache. Absent on purpose: everything else. */
import path from "node:path";
import { keepCaches, loadCached } from "./load.ts";

process.once("exit", keepCaches);
loadCached(path.join(__dirname, process.argv[2] === "lsp" ? "serverMain.cjs" : "cliMain.cjs"));
