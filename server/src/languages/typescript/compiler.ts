/**
 * The parser, from one place: that of the TypeScript which ts-morph carries, so that the tree of the keystroke path and the
 * structural editor agree on one version. The product bundles this part alone. Absent on purpose: binder and checker
 * (wholeCompiler.ts) and ts-morph itself; only fixes load those.
 */
export { ts } from "@ts-morph/common";
