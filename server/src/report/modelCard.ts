/** A model card in words: for the hover and the terminal. Absent on purpose: reading it (models) and markup. */
import type { ModelCard, ModelFault, TensorInfo } from "../models/card.ts";
import { bytes, count, joiner, parameterCount, percent } from "./figures.ts";

/** `detector.onnx · 4.7 MB · opset 18 · 1.2 M parameters · float32`, then inputs and outputs in columns. */
export function cardLines(name: string, card: ModelCard): string[] {
  const weights = card.weights[0] ? [card.weights[0].dtype] : [];
  const head = [
    name,
    bytes(card.fileBytes),
    opset(card),
    `${parameterCount(card.parameters)} parameters`,
    ...weights,
  ].join(joiner);
  return [head, ...tensorLines(card, hoverColumns), ...externalLines(card)];
}

export const faultLine = (fault: ModelFault): string => `Cannot read: ${fault.reason}. ${fault.act}`;

export interface TextWidth {
  readonly columns: number;
}

/** The whole of `inferlens inspect`; narrow terminals get shapes on lines of their own. */
export function inspectLines(name: string, card: ModelCard, { columns }: TextWidth): string[] {
  const head = [
    name,
    bytes(card.fileBytes),
    `ONNX ${opset(card)}`,
    card.producer,
    `${parameterCount(card.parameters)} parameters`,
  ];
  return [
    head.filter((part) => part !== "").join("   "),
    ...(columns < 78 ? narrowTensorLines(card) : tensorLines(card, columns - 2).map((line) => `  ${line}`)),
    `  ops     ${operators(card, columns - 10)}`,
    ...weightLines(card),
    ...externalLines(card).map((line) => `  ${line}`),
  ];
}

function opset(card: ModelCard): string {
  const standard = card.opsets.find(({ domain }) => domain === "ai.onnx");
  return `opset ${standard?.version ?? "unknown"}`;
}

/** Beyond this a hover wraps. */
const hoverColumns = 100;
/** In the hover at most this many of each, so that it stays within its twelve lines. */
const shownTensors = 4;

function tensorLines(card: ModelCard, columns: number): string[] {
  const all = [...card.inputs, ...card.outputs];
  const name = Math.max(...all.map((tensor) => tensor.name.length), 0);
  const type = Math.max(...all.map((tensor) => tensor.dtype.length), 0);
  const lines = (label: string, tensors: readonly TensorInfo[]) => {
    const shown = tensors.slice(0, shownTensors).map((tensor, index) => {
      const line = `${(index === 0 ? label : "").padEnd(5)}${tensor.name.padEnd(name)}  ${tensor.dtype.padEnd(type)} ${shape(tensor)}`;
      const noted = `${line}     ${dynamicNote(tensor)}`.trimEnd();
      // The brackets show it too: where there is no room, the note is left out.
      return noted.length <= columns ? noted : line;
    });
    const rest = tensors.length - shown.length;
    return rest > 0 ? [...shown, `     and ${rest} more`] : shown;
  };
  return [...lines("in", card.inputs), ...lines("out", card.outputs)];
}

function narrowTensorLines(card: ModelCard): string[] {
  const lines = (label: string, tensors: readonly TensorInfo[]) =>
    tensors.flatMap((tensor) => [`  ${label.padEnd(4)}${tensor.name}  ${tensor.dtype}`, `      ${shape(tensor)}`]);
  return [...lines("in", card.inputs), ...lines("out", card.outputs)];
}

/** `[N, 3, 160, 160]`; a size without a name is `?`. */
export const shape = (tensor: TensorInfo): string =>
  `[${tensor.dims.map((dim) => (dim === "" ? "?" : dim)).join(", ")}]`;

function dynamicNote(tensor: TensorInfo): string {
  const names = [
    ...new Set(tensor.dims.filter((dim) => typeof dim === "string").map((dim) => (dim === "" ? "?" : dim))),
  ];
  if (names.length === 0) return "";
  return names.length === 1
    ? `${names[0]} is dynamic`
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are dynamic`;
}

function operators(card: ModelCard, width: number): string {
  const kinds = `${card.operators.length} ${card.operators.length === 1 ? "kind" : "kinds"}`;
  const all = card.operators.map(({ operator, count: number }) => `${operator} ${count(number)}`);
  let shown = all.length;
  const text = () => (shown === all.length ? all.join(", ") : `${all.slice(0, shown).join(", ")} ... ${kinds}`);
  while (shown > 1 && text().length > width) shown--;
  return all.length === 0 ? "none" : text();
}

function weightLines(card: ModelCard): string[] {
  const total = card.weights.reduce((sum, weight) => sum + weight.bytes, 0);
  if (total === 0) return [];
  const parts = card.weights
    .filter((weight) => weight.bytes >= total / 100)
    .map(({ dtype, bytes: size }) => `${dtype} ${bytes(size)} (${percent(size / total)})`);
  const float = card.weights.find(({ dtype }) => dtype === "float32");
  const smaller =
    float && float.bytes >= 100_000
      ? `     as int8 about ${bytes(total - float.bytes * 0.75)}; outputs need checking`
      : "";
  return [`  weights ${parts.join(", ")}${smaller}`];
}

function externalLines(card: ModelCard): string[] {
  if (card.externalData.length === 0) return [];
  const names = card.externalData.slice(0, 3).join(", ");
  const rest = card.externalData.length - 3;
  return [`Weights are in ${names}${rest > 0 ? ` and ${rest} more files` : ""}.`];
}
