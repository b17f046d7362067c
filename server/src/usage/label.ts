/** What a handler is called before the user, and how its frequency reads in a message. Absent on purpose: finding handlers. */
import type { Call, CodeFacts, FunctionScope } from "../facts/facts.ts";
import type { Row } from "../knowledge/framework.ts";
import { classOf } from "./scopes.ts";
import { follow } from "./values.ts";

export interface Label {
  /** For the middle of a sentence: `on every POST /detect`. */
  readonly phrase: string;
  /** For related information, verbs first: `called per request: POST /embed`. */
  readonly reason: string;
}

/** Of a function, what its label is made from. */
type Labelled = Pick<FunctionScope, "name" | "exportedAs" | "span" | "parent">;

const verbs = /^(get|post|put|patch|delete|head|options|search|sse)$/i;

export function labelOf(facts: CodeFacts, row: Row, scope: Labelled, call: Call | undefined, fileName: string): Label {
  const per = row.per ?? "event";
  const route = per === "request" ? routeOf(facts, row, scope, call, fileName) : null;
  if (route) {
    const phrase = route.verb
      ? `on every ${join(route.verb, route.path)}`
      : route.path
        ? `on every request to ${route.path}`
        : "on every request";
    return { phrase, reason: reasonOf(per, join(route.verb, route.path)) };
  }
  const { name } = scope;
  switch (per) {
    case "render":
      return { phrase: name ? `on every render of ${name}` : "on every render", reason: reasonOf(per, name) };
    case "invocation": {
      const called = name ?? scope.exportedAs[0] ?? null;
      return { phrase: called ? `on every call of ${called}` : "on every call", reason: reasonOf(per, called) };
    }
    default:
      return { phrase: `on every ${per}`, reason: reasonOf(per, name) };
  }
}

const reasonOf = (per: string, label: string | null): string => `called per ${per}${label ? `: ${label}` : ""}`;
const join = (verb: string | null, path: string | null): string => [verb, path].filter(Boolean).join(" ");

interface Route {
  readonly verb: string | null;
  readonly path: string | null;
}

function routeOf(facts: CodeFacts, row: Row, scope: Labelled, call: Call | undefined, fileName: string): Route | null {
  if (row.label === "method-path" && call) {
    const method = /([\w$]+)$/.exec(call.paths[0]?.steps ?? "")?.[1] ?? "";
    const path = row.as === "decorator" ? pathUnderClass(facts, scope, call) : firstText(facts, call);
    return { verb: verbs.test(method) ? method.toUpperCase() : null, path };
  }
  if (row.as !== "export") return null;
  const path = pathOfFile(fileName, row.files ?? []);
  if (path === null) return null;
  const verb =
    scope.exportedAs.find((name) => verbs.test(name) && row.names?.includes(name)) ??
    row.names?.find((name) => verbs.test(name) && isHeldAs(facts, scope, name));
  return { verb: verb?.toUpperCase() ?? null, path };
}

/** `export const POST = wrap(async () => …)`: the export is the wrapper's result. */
const isHeldAs = (facts: CodeFacts, scope: Labelled, name: string): boolean =>
  facts.bindings.some(
    (binding) =>
      binding.exportedAs.includes(name) &&
      binding.writes.some(({ span }) => span.start <= scope.span.start && scope.span.end <= span.end),
  );

function firstText(facts: CodeFacts, call: Call): string | null {
  const first = call.arguments[0] && follow(facts, call.arguments[0]);
  return first?.kind === "literal" && typeof first.value === "string" ? first.value : null;
}

/** A method's path below the one its class is decorated with: `@Controller("vision")`, `@Post("detect")`. */
function pathUnderClass(facts: CodeFacts, scope: Labelled, call: Call): string | null {
  const owner = classOf(facts, scope);
  const [own] = call.paths;
  const prefix = owner?.decorators
    .map((id) => facts.calls[id]!)
    .find(({ paths }) => own !== undefined && paths[0]?.module === own.module);
  const parts = [prefix && firstText(facts, prefix), firstText(facts, call)].flatMap((part) =>
    part ? part.split("/") : [],
  );
  return prefix || parts.length > 0 ? `/${parts.filter(Boolean).join("/")}` : null;
}

/**
 * The address a framework serves a file at, from the folder its glob names: `/api/chat` of `app/api/chat/route.ts` and of
 * `pages/api/chat.ts`. Groups in parentheses and slots are no part of it.
 */
function pathOfFile(fileName: string, globs: readonly string[]): string | null {
  const file = `/${fileName.replaceAll("\\", "/")}`;
  for (const glob of globs) {
    const folder = /^\*\*\/([\w-]+(?:\/[\w-]+)*)\/\*\*\/(\w+\.)?/.exec(glob);
    const at = folder ? file.lastIndexOf(`/${folder[1]!}/`) : -1;
    if (!folder || at < 0) continue;
    const below = file
      .slice(file.indexOf("/", at + 1) + 1)
      .replace(/\.\w+$/, "")
      .split("/");
    if (folder[2] !== undefined) below.pop();
    else if (below.at(-1) === "index") below.pop();
    return `/${below.filter((part) => !/^\(.*\)$|^@/.test(part)).join("/")}`;
  }
  return null;
}
