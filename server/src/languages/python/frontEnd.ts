/** The Python front end as the register knows it. Nothing else. */
import type { FrontEnd } from "../language.ts";
import { loadParser } from "./grammar.ts";
import { createParse } from "./parse.ts";

export async function loadPython(): Promise<FrontEnd> {
  return { id: "python", extensions: ["ipynb", "py"], languageIds: ["python"], parse: createParse(await loadParser()) };
}
