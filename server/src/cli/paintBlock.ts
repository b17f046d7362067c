/** Colour for blocks of figures: labels are dim, nothing carries meaning by colour alone. Absent on purpose: layout. */
import { styleText } from "node:util";

export function paintBlock(lines: readonly string[], colour: boolean): string[] {
  if (!colour) return [...lines];
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { validateStream: false });
  return lines.map((line, index) => {
    if (index === 0) return line.replace(/^\S+/, (name) => style("underline", name));
    const label = /^(\s+)([a-zA-Z][a-zA-Z0-9/]*)(\s{2,})/.exec(line);
    return label ? `${label[1]}${style("dim", label[2]!)}${label[3]}${line.slice(label[0].length)}` : line;
  });
}
