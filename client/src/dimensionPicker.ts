/** Asks for the sizes of a model's dynamic dimensions, one after the other. The server remembers them. */
import { window } from "vscode";
import type { PickDimensions, PickedDimensions } from "../../server/src/lsp/protocol.ts";

/** Null when the user gave up. */
export async function pickSizes({ model, dimensions }: PickDimensions): Promise<PickedDimensions> {
  const sizes: Record<string, number> = {};
  for (const [at, { key, input, index, symbol, suggestion }] of dimensions.entries()) {
    const name = symbol === "" ? `dimension ${index}` : symbol;
    const answer = await window.showInputBox({
      title: `${model}: sizes to measure with (${at + 1} of ${dimensions.length})`,
      prompt: `Size of ${name} of input ${input}`,
      value: String(suggestion),
      ignoreFocusOut: true,
      validateInput: (text) => (isSize(text) ? undefined : "A whole number from 1 to 1,000,000"),
    });
    if (answer === undefined) return null;
    sizes[key] = Number(answer);
  }
  return sizes;
}

function isSize(text: string): boolean {
  const size = Number(text);
  return Number.isInteger(size) && size >= 1 && size <= 1_000_000;
}
