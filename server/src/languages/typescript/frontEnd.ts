/** TypeScript and JavaScript as the register sees them. Absent on purpose: script blocks of other file kinds. */
import type { FrontEnd } from "../language.ts";
import { parse } from "./parse.ts";

export const typescript: FrontEnd = {
  id: "typescript",
  extensions: ["cjs", "cts", "js", "jsx", "mjs", "mts", "ts", "tsx"],
  languageIds: ["javascript", "javascriptreact", "typescript", "typescriptreact"],
  parse,
};
