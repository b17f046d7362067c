/** The whole compiler, for fixes that ask it which name means what. Absent on purpose: the keystroke path, which needs the parser only. */
import * as common from "@ts-morph/common";
import type { ts } from "./compiler.ts";

/** Loaded when first called. */
export const wholeCompiler = (): typeof ts => common.ts;
