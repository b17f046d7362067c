/**
 * Import specifiers as names of packages: addresses of content networks, `npm:` specifiers and paths into node_modules
 * are read as the package they serve. Absent on purpose: files of the workspace, which are no packages.
 */

const scheme = /^(?:https?:)?\/\//;

/** What each host puts before the package: `npm/`, a build number, flags. */
const hosts: readonly RegExp[] = [
  /^cdn\.jsdelivr\.net\/npm\//,
  /^esm\.run\//,
  /^(?:cdn\.)?esm\.sh\/(?:(?:v\d+|stable|pin|gh|jsr)\/)*\*?/,
  /^(?:www\.)?unpkg\.com\//,
  /^cdn\.skypack\.dev\/(?:-\/|pin\/)?/,
  /^ga\.jspm\.io\/npm:/,
  /^cdn\.jspm\.io\/(?:npm:)?/,
  /^registry\.npmmirror\.com\//,
];

/** `https://cdn.jsdelivr.net/npm/onnxruntime-web@1.30.0/dist/ort.min.mjs` → `onnxruntime-web/dist/ort.min.mjs`. */
export function packagePath(specifier: string): string {
  if (specifier.startsWith("npm:")) return withoutVersion(specifier.slice("npm:".length).replace(/^\//, ""));
  if (specifier.startsWith("jsr:")) return `jsr:${withoutVersion(specifier.slice("jsr:".length).replace(/^\//, ""))}`;
  if (scheme.test(specifier)) {
    const address = specifier.replace(scheme, "").replace(/[?#].*$/, "");
    const host = hosts.find((prefix) => prefix.test(address));
    return host ? withoutVersion(address.replace(host, "")) : specifier;
  }
  const inside = specifier.lastIndexOf("node_modules/");
  return inside < 0 ? specifier : specifier.slice(inside + "node_modules/".length);
}

function withoutVersion(path: string): string {
  return path.replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]*/, "$1").replace(/\/(?:\+esm|=.*)?$/, "");
}

/** A pattern of `also` and `imports` as an expression: `*` within a segment or a version, `/**` any sub-path or none. */
export function modulePattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\/\*\*$/, "(?:/.*)?")
    .replace(/(?<![.)])\*/g, "[^/]*");
  return new RegExp(`^${source}$`);
}
