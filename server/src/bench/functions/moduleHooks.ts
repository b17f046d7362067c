/**
 * The user's modules in Node as they are: found as their project finds them, compiled one by one when they are loaded, several
 * variants of them side by side. Installed packages and native modules are Node's own business. Absent on purpose: bundling.
 */
import { readFileSync, realpathSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { diskReader } from "../../workspace/reader.ts";
import { createResolution } from "../../workspace/resolution.ts";
import type { FunctionVariant } from "../messages.ts";
import type { AwaitClock } from "./awaitClock.ts";
import type { Compiled } from "./compiler.ts";
import { type CompileService, startCompileService } from "./compileService.ts";
import { FunctionError } from "./functionError.ts";

export interface UserModules {
  /** The namespace of a module, as a variant sees it. */
  load(file: string, variant: number): Promise<Readonly<Record<string, unknown>>>;
  /** What the compiler found of the measured function, once its module is loaded. */
  measured(variant: number): MeasuredFunction | null;
  /** Time spent waiting for the compiler, which is no time of the module's. */
  readonly compilingMs: number;
  /** What could not be found last. */
  readonly missing: { readonly specifier: string; readonly from: string | null } | null;
  /** Ends the compiler until something is loaded that needs it. */
  rest(): Promise<void>;
}

export interface MeasuredFunction extends NonNullable<Compiled["measured"]> {
  readonly firstSlot: number;
}

/** `entry`: the file this process was started with. Throws where Node.js is too old. */
export function hookModules(wanted: readonly FunctionVariant[], clock: AwaitClock, entry: string): UserModules {
  if (typeof registerHooks !== "function") throw new FunctionError({ kind: "old-node", version: process.version });
  process.setSourceMapsEnabled(true);
  const variants = wanted.map(({ file, name, texts }) => ({
    name,
    file: realPath(file),
    texts: new Map(Object.entries(texts).map(([other, text]) => [realPath(other), text])),
  }));
  const service: CompileService = startCompileService(entry);
  const given = new Set(variants.flatMap(({ texts }) => [...texts.keys()]));
  const resolution = createResolution({
    read: (file) => diskReader.read(file),
    isFile: (file) => given.has(file) || diskReader.isFile(file),
  });
  const required = createRequiredModules(variants.length);
  const measured: (MeasuredFunction | null)[] = variants.map(() => null);
  let missing: UserModules["missing"] = null;
  let leansToCommonJs = false;
  const urlOf = (file: string, variant: number): string => addressOf(file, variant, leansToCommonJs);

  const compiled = (file: string, variant: number): Compiled => {
    const own = variants[variant]!;
    const text = own.texts.get(file) ?? readFileSync(file, "utf8");
    const firstSlot = clock.firstFree;
    const isMeasured = file === own.file;
    const answer = service.ask({
      file,
      text,
      measured: isMeasured ? { name: own.name, firstSlot } : null,
      leansToCommonJs,
    });
    if ("error" in answer) throw new FunctionError({ kind: "syntax", message: answer.error });
    if (answer.measured) {
      clock.take(answer.measured.awaits.length);
      measured[variant] = { ...answer.measured, firstSlot };
    }
    return answer;
  };

  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL === undefined ? null : placeOf(context.parentURL);
      const from = parent && isUsers(parent.file) ? parent : null;
      const absolute = placeOf(specifier);
      const variant = absolute?.variant ?? from?.variant ?? required.variant;
      // A text that was never saved.
      if (absolute && given.has(absolute.file)) return { url: urlOf(absolute.file, variant), shortCircuit: true };
      const bare = specifier.replace(/^(\.{1,2}\/[^?#]*|[@~\w][^?#:]*)[?#].*$/, "$1");
      if (from && isAsset(bare)) return { url: new URL(`file:///${assetMark}/${bare}`).href, shortCircuit: true };
      if (from && ignoredPackages.has(bare)) return { url: `file:///${assetMark}/${bare}.css`, shortCircuit: true };
      const inProgram = () => (from && !isAbsoluteUrl(bare) ? resolution.resolve(from.file, bare) : undefined);
      const relative = bare.startsWith(".") ? inProgram() : undefined;
      if (relative !== undefined) return { url: urlOf(relative, variant), shortCircuit: true };
      try {
        const found = next(bare, context);
        const place = placeOf(found.url);
        return place && isUsers(place.file) ? { ...found, url: urlOf(place.file, variant) } : found;
      } catch (error) {
        const file = inProgram();
        if (file !== undefined) return { url: urlOf(file, variant), shortCircuit: true };
        missing = { specifier: absolute?.file ?? bare, from: absolute ? null : (parent?.file ?? null) };
        throw error;
      }
    },
    load(url, context, next) {
      const place = placeOf(url);
      if (!place || !isUsers(place.file)) return next(url, context);
      const { file } = place;
      if (url.includes(assetMark)) return { format: "commonjs", source: 'module.exports = "";', shortCircuit: true };
      const extension = path.extname(file).toLowerCase();
      const imported = !context.conditions.includes("require");
      if (extension === ".json" && imported && context.importAttributes?.type !== "json")
        return { format: "module", source: `export default ${readFileSync(file, "utf8")};`, shortCircuit: true };
      if (!sourceEndings.has(extension)) return next(url, context);
      const variant = place.variant ?? required.variant;
      required.enter(variant);
      const { format, code } = compiled(file, variant);
      return { format, source: format === "commonjs" ? required.begun(variant, code) : code, shortCircuit: true };
    },
  });

  return {
    async load(file, variant) {
      required.enter(variant);
      try {
        return await import(urlOf(file, variant));
      } catch (error) {
        // Nothing has run: names are looked up before the first line is.
        if (leansToCommonJs || !isMissingName(error)) throw error;
        leansToCommonJs = true;
        return await import(urlOf(file, variant));
      }
    },
    measured: (variant) => measured[variant] ?? null,
    get compilingMs() {
      return service.waitedMs;
    },
    get missing() {
      return missing;
    },
    rest: () => service.close(),
  };
}

const sourceEndings: ReadonlySet<string> = new Set([".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"]);

/** Style sheets, pictures and fonts, which bundlers turn into something and Node.js cannot read. */
const isAsset = (specifier: string): boolean =>
  /\.(?:css|s[ac]ss|less|styl|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|eot|mp[34]|webm|wav|ogg|glsl|wgsl)$/i.test(
    specifier,
  );
const assetMark = "inferlens-empty-module";

/** Marks of what runs on which side, made to throw outside of a bundler. */
const ignoredPackages: ReadonlySet<string> = new Set(["server-only", "client-only"]);

const isUsers = (file: string): boolean => !/[\\/]node_modules[\\/]/.test(file);
const isAbsoluteUrl = (specifier: string): boolean => /^[a-z][a-z\d+.-]+:/i.test(specifier);

const variantKey = "inferlens-variant";
const againKey = "inferlens-again";

/** Node.js knows modules by where they really lie. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** The first variant has the addresses every module has. */
function addressOf(file: string, variant: number, again: boolean): string {
  const url = pathToFileURL(realPath(file));
  if (variant > 0) url.searchParams.set(variantKey, String(variant));
  if (again) url.searchParams.set(againKey, "1"); // what failed is kept under its address
  return url.href;
}

/** Types that a file hands on as if they were values, and names of CommonJS that only running it tells. */
const isMissingName = (error: unknown): boolean =>
  error instanceof SyntaxError && /does not provide an export named|^Named export '/.test(error.message);

/** `variant` is undefined where the address does not tell: `require` knows files only. */
function placeOf(url: string): { readonly file: string; readonly variant: number | undefined } | null {
  if (!url.startsWith("file:")) return null;
  try {
    const parsed = new URL(url);
    const variant = parsed.searchParams.get(variantKey);
    return { file: fileURLToPath(parsed), variant: variant === null ? undefined : Number(variant) };
  } catch {
    return null;
  }
}

interface RequiredModules {
  /** Whose modules `require` finds now. */
  readonly variant: number;
  enter(variant: number): void;
  /** CommonJS code that also later on requires what is its own variant's. */
  begun(variant: number, code: string): string;
}

/** `require` keeps modules by file. With several variants each gets a store of its own, changed when another one's code asks. */
function createRequiredModules(variants: number): RequiredModules {
  const { cache } = createRequire(import.meta.url);
  const stores = Array.from({ length: variants }, () => new Map<string, NodeJS.Module>());
  let current = 0;
  const enter = (variant: number): void => {
    if (variant === current) return;
    for (const [file, module] of Object.entries(cache)) {
      if (!module || !isUsers(file)) continue;
      stores[current]!.set(file, module);
      delete cache[file];
    }
    for (const [file, module] of stores[variant]!) cache[file] = module;
    current = variant;
  };
  Object.assign(globalThis, {
    [requireName]: (variant: number, require: NodeJS.Require) =>
      Object.assign((specifier: string): unknown => {
        enter(variant);
        return require(specifier);
      }, require),
  });
  return {
    get variant() {
      return current;
    },
    enter,
    // Behind what makes the code strict, and on its line, so that lines keep their numbers.
    begun: (variant, code) =>
      variants > 1 ? code.replace(strictness, `$& require = ${requireName}(${variant}, require); `) : code,
  };
}
const requireName = "__inferlensRequire";
/** Behind comments and what makes code strict, which must stand first. */
const strictness = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:"use strict"|'use strict');?|^/;
