/**
 * Entry of the language server: plain LSP over standard input and output with `--stdio`, else over the channel the parent
 * process names (`--node-ipc`, `--pipe`, `--socket`). Absent on purpose: everything that is not needed to begin listening.
 */
import { createConnection } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

const named = process.argv.some((argument) => /^--(stdio|node-ipc|pipe|socket)\b/.test(argument));
if (!named) process.argv.push("--stdio");
startServer(createConnection());
