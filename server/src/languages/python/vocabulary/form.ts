/** What a verb writes: places in braces filled in, lines indented. Absent on purpose: where it goes. */
import type { CodeForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Node } from "../tree.ts";
import { argumentsOf, type Code, hasComment, textOf } from "./code.ts";
import { named, type Written } from "./packages.ts";

/** `rewritten` is the expression whose parts the form may name. */
export function written(code: Code, form: CodeForm, at: number, rewritten?: Node): Written | undefined {
  const edits: TextEdit[] = [];
  let fails = false;
  const fill = (place: string, behind: string): string => {
    const part = rewritten && partOf(code, rewritten, place);
    if (part !== undefined) return part.isWhole && /^[.([]/.test(behind) ? `(${part.text})` : part.text;
    const name = isPackage.test(place) ? named(code, place, at) : undefined;
    if (name === undefined) {
      fails = true;
      return "";
    }
    for (const edit of name.edits) if (!edits.some((one) => one.text === edit.text)) edits.push(edit);
    return name.text;
  };
  const text = withoutEmpty(code, form, rewritten).replace(
    /\{(=?[A-Za-z_][\w.:]*(?: \d+)?|\d+)\}/g,
    (_, place: string, offset: number, whole: string) => fill(place, whole.slice(offset + place.length + 2)),
  );
  return fails ? undefined : { text, edits };
}

const isPackage = /^[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)+$/;

/** The lines of a form, each a step further in for each tab. */
export const linesIn = (code: Code, text: string, lead: string): string =>
  text
    .split("\n")
    .map((line) => lead + line.replace(/^\t+/, (tabs) => code.unit.repeat(tabs.length)))
    .join(code.eol);

interface Part {
  readonly text: string;
  /** It would read otherwise with something behind it: `a + b`. */
  readonly isWhole: boolean;
}

function partOf(code: Code, node: Node, place: string): Part | undefined {
  if (place === "code") return part(code, node);
  if (node.type === "keyword_argument") return undefined;
  if (node.type !== "call") return undefined;
  const callee = node.child("function")!;
  if (place === "callee") return part(code, callee);
  if (place === "receiver") return callee.type === "attribute" ? part(code, callee.child("object")!) : undefined;
  const list = /^arguments(?: (\d+))?$/.exec(place);
  if (list) return listed(code, node, Number(list[1] ?? 0));
  const given = argumentsOf(node);
  if (/^\d+$/.test(place)) {
    const value = given?.filter(({ type }) => type !== "keyword_argument")[Number(place)];
    return value && !/splat/.test(value.type) ? part(code, value) : undefined;
  }
  if (!place.startsWith("=")) return undefined;
  const named = given?.find(
    (one) => one.type === "keyword_argument" && textOf(code, one.child("name")!) === place.slice(1),
  );
  const value = named?.child("value");
  return value && part(code, value);
}

const part = (code: Code, node: Node): Part => ({ text: textOf(code, node), isWhole: !primary.has(node.type) });

const primary = new Set([
  "attribute",
  "call",
  "dictionary",
  "dictionary_comprehension",
  "identifier",
  "list",
  "list_comprehension",
  "parenthesized_expression",
  "set",
  "set_comprehension",
  "string",
  "subscript",
  "tuple",
]);

/** Arguments as they are written, with comments between them; one behind the last would end the line. */
function listed(code: Code, call: Node, from: number): Part | undefined {
  const given = argumentsOf(call);
  const list = call.child("arguments");
  if (given === undefined || list === undefined)
    return list && from === 0 ? { text: textOf(code, list), isWhole: false } : undefined;
  const first = given[from];
  const last = given.at(-1);
  if (!first || !last) return { text: "", isWhole: false };
  if (from > 0 && given.slice(0, from).some(({ type }) => type === "keyword_argument" || /splat/.test(type)))
    return undefined;
  if (hasComment(code, { start: last.end, end: list.end }) || hasComment(code, { start: list.start, end: first.start }))
    return undefined;
  return { text: textOf(code, { start: first.start, end: last.end }), isWhole: false };
}

/** No comma beside arguments that are not there. */
function withoutEmpty(code: Code, form: CodeForm, node: Node | undefined): CodeForm {
  if (node?.type !== "call") return form;
  return form.replace(/(, )?\{arguments(?: (\d+))?\}(, )?/g, (whole, before, from, after) => {
    if (listed(code, node, Number(from ?? 0))?.text !== "") return whole;
    return before && after ? ", " : "";
  });
}
