/** replaceNumber: before and after, and what it must not touch. */
import { runCases, type Verb } from "./cases.ts";

const change =
  (text = "5000"): Verb =>
  (say, find) =>
    say.replaceNumber({ start: find.at(text), end: find.at(text) + text.length }, 2048);

runCases("replaceNumber", [
  {
    name: "replaces a constant's number",
    verb: change(),
    before: "export const size = 5000; // items\n",
    after: "export const size = 2048; // items\n",
  },
  {
    name: "keeps the separators",
    verb: change("5_000"),
    before: "export const size = 5_000;\n",
    after: "export const size = 2_048;\n",
  },
  { name: "refuses a number a type fixes", verb: change(), before: "export const size = 5000 as const;\n" },
  {
    name: "refuses what is no number",
    verb: change("total"),
    before: "export const total = 1;\nexport const size = total;\n",
  },
]);
