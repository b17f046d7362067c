/** Which Python runs a function: the setting, else what the editor has chosen, else what lies beside the code. Absent on purpose: looking for one (bench/python). */
import { URI } from "vscode-uri";
import { interpreterOf, type Runs } from "../bench/python/interpreter.ts";
import { type PythonChoice, type PythonWish, pythonChosen } from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";

/** `file`: absolute path. */
export type PythonFor = (file: string) => Promise<Runs>;

export const createPythonFor =
  ({ connection, options }: Pick<ServerContext, "connection" | "options">): PythonFor =>
  (file) =>
    interpreterOf(file, async () => {
      const { pythonPath, menus } = options();
      if (pythonPath !== "" || !menus) return pythonPath;
      const wish: PythonWish = { uri: URI.file(file).toString() };
      const choice: PythonChoice | null = await connection
        .sendRequest<PythonChoice>(pythonChosen, wish)
        .catch(() => null);
      return choice?.path ?? "";
    });
