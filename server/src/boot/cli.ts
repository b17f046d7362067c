/** Entry of dist/cli.cjs: starts the command line from the code cache. Absent on purpose: everything else. */
import path from "node:path";
import { keepCaches, loadCached } from "./load.ts";

process.once("exit", keepCaches);
loadCached(path.join(__dirname, "cliMain.cjs"));
