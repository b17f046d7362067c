/**
 * The compiler, from one place: the TypeScript that ts-morph carries, so that the tree of the keystroke path and the
 * structural editor agree on one version. Absent on purpose: ts-morph itself; only fix verbs load it.
 */
export { ts } from "@ts-morph/common";
