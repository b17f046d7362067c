/**
 * The parser: a grammar of Python in WebAssembly, loaded once. Absent on purpose: reading what it parsed.
 */
import { Language, Parser } from "web-tree-sitter";

export async function loadParser(): Promise<Parser> {
  await Parser.init({ locateFile: () => wasm("web-tree-sitter") });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm("tree-sitter-python")));
  return parser;
}

/** Both files lie beside the bundle in the product, in their packages when run from source. */
function wasm(name: string): string {
  const here = import.meta.dirname.replaceAll("\\", "/");
  if (here.endsWith("/dist")) return `${here}/${name}.wasm`;
  return `${here}/../../../../node_modules/${name}/${name}.wasm`;
}
