/** What a handler is called before the user, and how its frequency reads in a message. Absent on purpose: finding handlers. */
import type { Call, CodeFacts, FunctionScope } from "../facts/facts.ts";
import type { Row } from "../knowledge/framework.ts";
import { follow } from "./values.ts";

type Per = NonNullable<Row["per"]>;

const methods = /^(get|post|put|patch|delete|head|options|all|search|sse)$/i;

/** `POST /detect` where code or file says so, else the function's name, else null. */
export function handlerLabel(facts: CodeFacts, row: Row, scope: FunctionScope, call: Call | undefined, fileName: string): string | null {
  if (row.label === "method-path" && call) {
    const method = /([\w$]+)$/.exec(call.paths[0]?.steps ?? "")?.[1] ?? "";
    const first = call.arguments[0] && follow(facts, call.arguments[0]);
    const path = first?.kind === "literal" && typeof first.value === "string" ? first.value : null;
    const verb = methods.test(method) ? method.toUpperCase() : null;
    if (verb && path !== null) return `${verb} ${path}`;
    if (verb ?? path) return verb ?? path;
  }
  const exported = scope.exportedAs.find((name) => methods.test(name));
  const route = exported && routeOf(fileName);
  if (route) return `${exported.toUpperCase()} ${route}`;
  return scope.name;
}

/** How often, for the middle of a sentence: `on every POST /detect`. */
export function handlerPhrase(per: Per, label: string | null): string {
  switch (per) {
    case "request":
      return label?.includes("/") ? `on every ${label}` : "on every request";
    case "render":
      return label ? `on every render of ${label}` : "on every render";
    default:
      return `on every ${per}`;
  }
}

/** For related information, verbs first: `called per request: POST /embed`. */
export const handlerReason = (per: Per, label: string | null): string => `called per ${per}${label ? `: ${label}` : ""}`;

/** `/api/chat` of `app/api/chat/route.ts`; groups in parentheses are no part of the address. */
function routeOf(fileName: string): string | null {
  const match = /(?:^|[\\/])app[\\/](.*?)[\\/]?route\.[cm]?[jt]sx?$/.exec(fileName);
  if (!match) return null;
  const parts = match[1]!.split(/[\\/]/).filter((part) => part && !/^\(.*\)$/.test(part));
  return `/${parts.join("/")}`;
}
