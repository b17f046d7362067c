/** Arguments of commands, which come from other programs: read as far as they are what we expect. Absent on purpose: errors. */
import type { Position } from "vscode-languageserver/node";
import type { PlacedSubject } from "./protocol.ts";

/** Empty when it is not there. */
export function text(argument: unknown, key: string): string {
  if (typeof argument !== "object" || argument === null) return "";
  const value: unknown = (argument as Record<string, unknown>)[key];
  return typeof value === "string" ? value : "";
}

export function positionOf(argument: unknown): Position | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const { position } = argument as { readonly position?: Partial<Position> };
  return typeof position?.line === "number" && typeof position.character === "number"
    ? (position as Position)
    : undefined;
}

export const placedSubject = (argument: unknown): PlacedSubject => ({
  path: text(argument, "path"),
  name: text(argument, "name"),
});
