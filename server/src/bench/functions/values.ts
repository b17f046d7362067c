/**
 * What a function returned, as far as two results are compared: numbers within a tolerance, texts and shapes exactly. Absent on
 * purpose: judging how much difference matters.
 */
import type { ValueSample } from "../messages.ts";

/** Enough to notice a difference, little enough to send. */
const mostNumbers = 10_000;
const mostItems = 200;
const mostCharacters = 20_000;
const deepest = 8;

/** Never throws: getters that do are opaque. */
export function sampleValue(value: unknown): ValueSample {
  return sampleAt(value, 0, new Set());
}

export type ValueComparison =
  /** `largest`: absolute difference of the numbers; `values`: how many things were compared. */
  | { readonly kind: "same-shape"; readonly largest: number; readonly values: number }
  /** `where`: `result.boxes[3]`. */
  | { readonly kind: "different"; readonly where: string };

export function compareValues(a: ValueSample, b: ValueSample): ValueComparison {
  let largest = 0;
  let values = 0;
  const differs = (one: ValueSample, other: ValueSample, where: string): string | null => {
    if (one.kind === "opaque" || other.kind === "opaque") return null;
    if (one.kind === "numbers" && other.kind === "numbers") {
      if (one.length !== other.length) return where;
      values += one.values.length;
      for (let index = 0; index < one.values.length; index++)
        largest = Math.max(largest, distance(one.values[index]!, other.values[index]!));
      return null;
    }
    if (one.kind === "list" && other.kind === "list") {
      if (one.length !== other.length) return where;
      return firstOf(one.items, (item, index) => differs(item, other.items[index]!, `${where}[${index}]`));
    }
    if (one.kind === "record" && other.kind === "record") {
      const others = new Map(other.fields);
      if (others.size !== one.fields.length) return where;
      return firstOf(one.fields, ([name, field]) => {
        const counterpart = others.get(name);
        return counterpart ? differs(field, counterpart, `${where}.${name}`) : `${where}.${name}`;
      });
    }
    values++;
    const same =
      (one.kind === "text" || one.kind === "plain") &&
      one.kind === other.kind &&
      one.text === (other as typeof one).text;
    return same ? null : where;
  };
  const where = differs(a, b, "result");
  return where === null ? { kind: "same-shape", largest, values } : { kind: "different", where };
}

/** Largest difference that is rounding: a millionth of the largest number, and never less than a millionth. */
export function roundingOf(sample: ValueSample): number {
  let largest = 1;
  const look = (one: ValueSample): void => {
    if (one.kind === "numbers")
      for (const value of one.values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
    if (one.kind === "list") one.items.forEach(look);
    if (one.kind === "record") for (const [, field] of one.fields) look(field);
  };
  look(sample);
  return largest * 1e-6;
}

function sampleAt(value: unknown, depth: number, seen: Set<object>): ValueSample {
  try {
    if (typeof value === "number") return numbers([value], 1);
    if (typeof value === "string") return { kind: "text", text: value.slice(0, mostCharacters) };
    if (typeof value === "function" || typeof value === "symbol") return { kind: "opaque" };
    if (typeof value !== "object" || value === null) return { kind: "plain", text: String(value) };
    if (depth >= deepest || seen.has(value)) return { kind: "opaque" };
    seen.add(value);
    const sample = sampleObject(value, depth + 1, seen);
    seen.delete(value);
    return sample;
  } catch {
    return { kind: "opaque" };
  }
}

function sampleObject(value: object, depth: number, seen: Set<object>): ValueSample {
  if (ArrayBuffer.isView(value)) return sampleView(value);
  if (value instanceof Date) return { kind: "plain", text: value.toISOString() };
  if (value instanceof Map) return listOf([...value.entries()], depth, seen);
  if (value instanceof Set) return listOf([...value], depth, seen);
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((item) => typeof item === "number")) return numbers(value, value.length);
    return listOf(value, depth, seen);
  }
  // A list of numbers that says its shape and holds its data behind a getter: tensors of most libraries.
  const { dims, data } = value as { readonly dims?: unknown; readonly data?: unknown };
  if (Array.isArray(dims) && ArrayBuffer.isView(data))
    return {
      kind: "record",
      fields: [
        ["dims", sampleAt(dims, depth, seen)],
        ["data", sampleView(data)],
      ],
    };
  return {
    kind: "record",
    fields: Object.keys(value)
      .slice(0, mostItems)
      .map((name) => [name, sampleAt((value as Record<string, unknown>)[name], depth, seen)] as const)
      .filter(([, field]) => field.kind !== "opaque"),
  };
}

function sampleView(view: ArrayBufferView): ValueSample {
  if (view instanceof DataView) return { kind: "opaque" };
  const list = view as unknown as ArrayLike<number | bigint>;
  const values = new Float64Array(Math.min(list.length, mostNumbers));
  for (let index = 0; index < values.length; index++) values[index] = Number(list[index]);
  return { kind: "numbers", values, length: list.length };
}

const numbers = (values: readonly number[], length: number): ValueSample => ({
  kind: "numbers",
  values: Float64Array.from(values.slice(0, mostNumbers)),
  length,
});

const listOf = (items: readonly unknown[], depth: number, seen: Set<object>): ValueSample => ({
  kind: "list",
  items: items.slice(0, mostItems).map((item) => sampleAt(item, depth, seen)),
  length: items.length,
});

function firstOf<T>(items: readonly T[], of: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = of(item, index);
    if (found !== null) return found;
  }
  return null;
}

/** Two NaN are the same answer; one is not. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}
