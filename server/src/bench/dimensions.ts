/**
 * Sizes of dynamic dimensions: which are missing, what to suggest, how one symbol gets one value.
 * Keys are `input name` + `.` + index. Absent on purpose: remembering choices (history) and asking for them (editor).
 */
import type { ModelCard, TensorInfo } from "../models/card.ts";

export interface MissingDimension {
  readonly key: string;
  readonly input: string;
  readonly index: number;
  /** As the model names it; may be empty. */
  readonly symbol: string;
  readonly suggestion: number;
}

export type Dimensions = Readonly<Record<string, number>>;

/** Sizes nobody has chosen yet, each symbol once. `overrides`: SessionOptions.freeDimensionOverrides, sizes by symbol. */
export function missingDimensions(
  card: Pick<ModelCard, "inputs">,
  known: Dimensions = {},
  overrides: Dimensions = {},
): MissingDimension[] {
  const solver = new Solver(card.inputs, known, overrides);
  const asked = new Set<string>();
  const missing: MissingDimension[] = [];
  for (const place of dynamicPlaces(card.inputs)) {
    if (solver.chosen(place) !== null) continue;
    if (place.symbol !== "") {
      if (asked.has(place.symbol) || isSum(place.symbol)) continue;
      asked.add(place.symbol);
    }
    missing.push({
      key: place.key,
      input: place.input.name,
      index: place.index,
      symbol: place.symbol,
      suggestion: solver.size(place),
    });
  }
  return missing;
}

/** A size for every dynamic dimension: the known ones, what follows from them, and suggestions for the rest. */
export function completeDimensions(
  inputs: readonly TensorInfo[],
  known: Dimensions = {},
  overrides: Dimensions = {},
): Record<string, number> {
  const solver = new Solver(inputs, known, overrides);
  return Object.fromEntries(dynamicPlaces(inputs).map((place) => [place.key, solver.size(place)]));
}

/** Chosen sizes over remembered ones, also where they stand at another place of the same symbol; what the model no longer has is left out. */
export function mergeDimensions(inputs: readonly TensorInfo[], remembered: Dimensions, chosen: Dimensions): Dimensions {
  const places = dynamicPlaces(inputs);
  const settled = new Set(
    places.filter(({ key, symbol }) => symbol !== "" && chosen[key] !== undefined).map(({ symbol }) => symbol),
  );
  const kept = places.filter(({ key, symbol }) => remembered[key] !== undefined && !settled.has(symbol));
  return { ...Object.fromEntries(kept.map(({ key }) => [key, remembered[key]!])), ...chosen };
}

/** Names the inputs and dynamic places of `dimensions` that the model does not have, for an early message. */
export function unknownDimensions(inputs: readonly TensorInfo[], dimensions: Dimensions): string[] {
  const keys = new Set(dynamicPlaces(inputs).map((place) => place.key));
  return Object.keys(dimensions).filter((key) => !keys.has(key));
}

interface Place {
  readonly key: string;
  readonly input: TensorInfo;
  readonly index: number;
  readonly symbol: string;
}

function dynamicPlaces(inputs: readonly TensorInfo[]): Place[] {
  return inputs.flatMap((input) =>
    input.dims.flatMap((dim, index) =>
      typeof dim === "number" ? [] : [{ key: `${input.name}.${index}`, input, index, symbol: dim.trim() }],
    ),
  );
}

class Solver {
  private readonly bySymbol = new Map<string, number>();
  private readonly known: Dimensions;
  private readonly audio: boolean;

  constructor(inputs: readonly TensorInfo[], known: Dimensions, overrides: Dimensions) {
    this.known = known;
    this.audio = inputs.some((input) => isSampleRate(input.name) || isSignal(input));
    for (const [symbol, size] of Object.entries(overrides)) this.bySymbol.set(symbol, size);
    for (const place of dynamicPlaces(inputs)) {
      const size = known[place.key];
      if (size !== undefined && place.symbol !== "" && !this.bySymbol.has(place.symbol))
        this.bySymbol.set(place.symbol, size);
    }
  }

  /** Chosen directly or through its symbol; null when still open. */
  chosen(place: Place): number | null {
    return this.known[place.key] ?? (place.symbol === "" ? null : (this.bySymbol.get(place.symbol) ?? null));
  }

  size(place: Place): number {
    return this.chosen(place) ?? this.sum(place) ?? suggestion(place, this.audio);
  }

  /** `past_sequence_length + 1` follows from its parts. */
  private sum(place: Place): number | null {
    if (!isSum(place.symbol)) return null;
    const parts = place.symbol.split("+").map((part) => part.trim());
    return parts.reduce((total, part) => {
      const fixed = /^\d+$/.test(part) ? Number(part) : null;
      return total + (fixed ?? this.bySymbol.get(part) ?? suggestion({ ...place, symbol: part }, this.audio));
    }, 0);
  }
}

const isSum = (symbol: string): boolean => /^\s*\w+(?:\s*\+\s*\w+)+\s*$/.test(symbol);
export const isSampleRate = (name: string): boolean => /^(?:sr|sample_?rate|sampling_?rate)$/i.test(name);

/** Text comes as integers: a list of floats per item is a signal. */
const isSignal = ({ dtype, dims }: TensorInfo): boolean =>
  /float/.test(dtype) && dims.length === 2 && typeof dims[1] === "string";

/** Usual names first, then the usual place of a size in tensors of that rank. A frame of 512 samples is 32 ms at 16 kHz. */
function suggestion({ symbol, input, index }: Place, audio: boolean): number {
  const name = symbol.toLowerCase();
  if (/past|cache/.test(name)) return 0;
  if (/batch|^(?:n|b|bs|bsz|beams?)$/.test(name)) return 1;
  if (/height|width|^[hw]$|image_?size/.test(name)) return 224;
  if (/channels?|^c$/.test(name)) return 3;
  if (/samples/.test(name)) return 16_000;
  if (audio && /seq|len|time|^t$/.test(name)) return 512;
  if (/seq|len|tokens?|^[stl]$|time|frames?/.test(name)) return 128;
  return suggestionByPlace(input.dims, index, audio);
}

function suggestionByPlace(dims: TensorInfo["dims"], index: number, audio: boolean): number {
  if (index === 0) return dims.length === 1 && audio ? 512 : 1;
  if (dims.length === 4) {
    const channelsLast = dims[3] === 1 || dims[3] === 3;
    if (index === 1) return channelsLast ? 224 : 3;
    if (index === 2) return 224;
    return channelsLast ? 3 : 224;
  }
  if (index !== 1) return 1;
  // `[2, ?, 128]`: layers, batch, state of a recurrent network.
  if (dims.length === 3 && typeof dims[0] === "number" && typeof dims[2] === "number") return 1;
  return audio ? 512 : 128;
}
