/** Entry of dist/server.cjs: starts the language server from the code cache. Absent on purpose: everything else. */
import path from "node:path";
import { keepCaches, loadCached } from "./load.ts";

const keepAfterMs = 2_000; // late enough for the first diagnostics, early enough for a short session
loadCached(path.join(__dirname, "serverMain.cjs"));
setTimeout(keepCaches, keepAfterMs).unref();
process.once("exit", keepCaches);
