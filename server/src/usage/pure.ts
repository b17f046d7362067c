/**
 * Calls of the platform whose result depends on their arguments alone, or is the same as long as the process runs. Absent on
 * purpose: libraries; what a library's call gives nobody knows, so it counts as changing.
 */
import type { Call } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";

/** `calleeText` is the callee as written, for methods of data that no path leads to. */
export function isPure(call: Call, calleeText: string): boolean {
  return call.paths.some(isPureAt) || readsSettings.test(calleeText) || methodsOfData.test(calleeText);
}

const isPureAt = ({ module, steps }: AccessPath): boolean => {
  const name = module.replace(/^node:/, "");
  if (module === "") return globals.test(steps);
  if (name === "path" || name.startsWith("path/") || name === "os") return true;
  if (name === "url") return /^(?:default\.)?(?:fileURLToPath|pathToFileURL|URL)/.test(steps);
  return (
    (name === "fs" || name === "fs/promises") &&
    /(?:^|\.)(?:readFile|readFileSync|existsSync|realpathSync)$/.test(steps)
  );
};

const globals =
  /^(?:Math\.(?!random$)\w+|(?:Object|JSON|Array|String|Number|BigInt|Buffer|Symbol)(?:\(\))?(?:\.\w+)?|Boolean|(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array(?:\(\))?(?:\.\w+)*|parseInt|parseFloat|URL(?:\(\)\.\w+)?|RegExp|Set|Map|TextEncoder(?:\(\)\.encode)?|structuredClone|(?:en|de)codeURI(?:Component)?|process\.cwd|require\.resolve|import\.meta\.resolve)$/;

const methodsOfData =
  /\.(?:trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|subarray|join|map|filter|flatMap|flat|concat|replace|replaceAll|split|toString|padStart|padEnd|repeat|at|includes|indexOf|startsWith|endsWith|normalize|toFixed|keys|values|entries|charAt|codePointAt|toSorted|toReversed)$/;

/** `config.get("model")`, `this.settings.getOrThrow("key")`. */
const readsSettings = /(?:^|\.)#?(?:\w*[cC]onfig\w*|settings|env\w*)\.(?:get\w*|require|read)$/;
