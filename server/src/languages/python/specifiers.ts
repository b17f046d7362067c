/** Names of the modules a file asks for, without parsing it: one too many, say from a string, does no harm. Absent on purpose: which of them matter. */
import { ecosystem } from "./imports.ts";

export function specifiersIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, names] of text.matchAll(
    /^[ \t]*import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)/gm,
  ))
    for (const name of names!.split(",")) found.add(ecosystem + name.trim().split(/\s/)[0]!);
  for (const [, dots, name, list] of text.matchAll(
    /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]*)/gm,
  )) {
    const module =
      dots === ""
        ? ecosystem + name!
        : `${dots!.length === 1 ? "./" : "../".repeat(dots!.length - 1)}${name!.replaceAll(".", "/")}`;
    found.add(module);
    // Each name may be a module of its own.
    for (const part of list!.replaceAll(/[()]/g, "").split(",")) {
      const word = part.trim().split(/\s/)[0]!;
      if (/^\w+$/.test(word)) found.add(submodule(module, word));
    }
  }
  for (const [, , name] of text.matchAll(/\bimport_module\(\s*(["'])([\w.]+)\1/g)) found.add(ecosystem + name!);
  return [...found];
}

/** A module within a module, as it would be written: `pypi:app.model`, `./app/model`. */
export function submodule(module: string, name: string): string {
  if (module.startsWith(ecosystem)) return `${module}.${name}`;
  return module.endsWith("/") ? module + name : `${module}/${name}`;
}
