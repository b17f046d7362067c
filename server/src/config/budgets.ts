/**
 * Which budgets of inferlens.json hold for a model file or a function: each figure from the nearest file that states it, and
 * there from the most exact key. Absent on purpose: judging them (history/budget.ts).
 */
import path from "node:path";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import picomatch from "picomatch";
import { type Budget, budgetOf, type Figure } from "../history/budget.ts";
import type { Span } from "../text/span.ts";
import type { ConfigValues } from "./values.ts";

export interface BudgetSubject {
  /** Absolute path of the model, or of the file a function stands in. */
  readonly file: string;
  /** A function's name as exported; left out for a model. */
  readonly name?: string;
}

/** A budget and the key it stands under. */
export interface PlacedBudget {
  readonly configFile: string;
  readonly key: string;
  readonly budget: Budget;
}

export interface BudgetLayer {
  readonly file: string;
  readonly folder: string;
  readonly values: ConfigValues;
}

/** `layers`: the files in force, nearest first. */
export function budgetsFor(layers: readonly BudgetLayer[], subject: BudgetSubject): readonly PlacedBudget[] {
  const stated = new Set<Figure>();
  const placed: PlacedBudget[] = [];
  for (const { file, folder, values } of layers) {
    const keys = Object.keys(values.budgets ?? {}).filter((key) => holdsFor(key, folder, subject));
    for (const key of keys.sort((a, b) => Number(isGlob(a)) - Number(isGlob(b)))) {
      const { limits, machine } = budgetOf(values.budgets![key]!);
      const own = limits.filter(({ figure }) => !stated.has(figure));
      for (const { figure } of own) stated.add(figure);
      if (own.length > 0) placed.push({ configFile: file, key, budget: { limits: own, machine } });
    }
  }
  return placed;
}

/** `models/detector.onnx`, `models/*.onnx`, `src/embed.ts:embed`. */
function holdsFor(key: string, folder: string, subject: BudgetSubject): boolean {
  const [, files, name] = /^(.+?)(?::([\w$.*]+))?$/.exec(key) ?? [];
  if (files === undefined) return false;
  if (name !== undefined && (subject.name === undefined || !picomatch.isMatch(subject.name, name))) return false;
  const relative = path.relative(folder, subject.file).replaceAll(path.sep, "/");
  return picomatch.isMatch(relative, files.replace(/^\.\//, ""), { dot: true });
}

const isGlob = (key: string): boolean => /[*?[\]{}()!]/.test(key);

/** Where a figure of a budget is written in the text of an inferlens.json; its key, or the beginning, where it is not found. */
export function placeOfBudget(text: string, key: string, figure: Figure | "machine"): Span {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node =
    tree && (findNodeAtLocation(tree, ["budgets", key, figure]) ?? findNodeAtLocation(tree, ["budgets", key]));
  const place = node?.parent?.children?.[0] ?? node;
  return place ? { start: place.offset, end: place.offset + place.length } : { start: 0, end: 0 };
}
