/** Tensors are made again and again and nothing frees them. Absent on purpose: values that leave the file's sight; they are somebody else's. */
import type { BindingId, Call, FunctionScope, LoopScope, Value } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { functionAround } from "../../usage/scopes.ts";
import type { Event, Frequency, Usage } from "../../usage/usage.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Fix, type Rule, type RuleContext, type Severity } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, owned, frees }) =>
  role === "allocate" || (role !== "load" && owned === true) || frees === "callback";

export default defineRule({
  name: "tfjs-tensor-leak",
  summary: "Tensors made in a handler, a frame, a loop or a function are never disposed of.",
  since: "0.1.0",
  stage: "stable",
  severity: "error",
  group: "memory",
  dimensions: ["efficiency", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Ten predictions without tidy took the number of tensors from 32 to 86; with it there were 26 throughout.",
      source: "https://github.com/yukagil/tfjs-mnist-cnn/pull/2",
    },
    {
      claim:
        "Behind a server's memory that kept growing was one tensor, made inside an argument and never disposed of.",
      source: "https://github.com/infinitered/nsfwjs/issues/741",
    },
    {
      claim: "Eight tensors per batch that nothing freed: after some predictions memory was full.",
      source: "https://github.com/camicroscope/caMicroscope/issues/228",
    },
  ],
  concerns,
  check(context) {
    const { usage } = context;
    for (const statement of leaksByStatement(usage)) reportLeak(context, statement);
    for (const event of usage.of("release")) reportAsync(context, event);
  },
});

interface Leak {
  readonly call: Call;
  readonly maker: Event;
}

/** The values of each statement that nothing frees, in order of appearance. */
function leaksByStatement(usage: Usage): readonly (readonly Leak[])[] {
  const byStatement = new Map<number, Leak[]>();
  for (const call of usage.facts.calls) {
    const maker = usage.makerOf(call);
    if (!maker || maker.role === "load" || usage.fateOf(call) !== "lost" || usage.isFreedAround(call)) continue;
    const key = call.statement.start;
    byStatement.set(key, [...(byStatement.get(key) ?? []), { call, maker }]);
  }
  return [...byStatement.values()];
}

function reportLeak({ usage, report }: RuleContext, leaks: readonly Leak[]): void {
  // The call that is evaluated last stands for the statement: `model.predict(…)` of `model.predict(tf.tensor(…)).dataSync()`.
  const [{ call, maker }] = [...leaks].sort((a, b) => b.call.span.end - a.call.span.end) as [Leak, ...Leak[]];
  const often = usage.frequencyOf(call);
  const severity = severityOf(usage, call, often);
  if (!severity) return;
  const noun = maker.row.noun ?? "tensor";
  const name = call.result === null ? null : usage.facts.bindings[call.result]!.name;
  const many = leaks.length > 1;
  const subject = many ? `${leaks.length} ${noun}s made here are` : name ? `${name} is` : `A ${noun} made here is`;
  const how = releaseOf(maker);
  const say = (phrase: string) => `${subject} never freed, ${phrase}. ${how}`;
  report({
    at: call.callee,
    about: call.id,
    severity,
    message: firstThatFits(say(often.phrase), say(shortPhrase(often))),
    fixes: fixesFor(usage, leaks),
    experiment: { kind: "fix", judged: "growth" },
    reasons: [
      ...often.reasons,
      ...leaks
        .filter((leak) => leak.call !== call)
        .map((leak) => ({ span: leak.call.callee, text: `makes a ${noun}` })),
    ],
  });
}

/** One name: freed behind its last use. A chain that ends in a value of the language: made inside a scope that frees. */
function fixesFor(usage: Usage, leaks: readonly Leak[]): readonly Fix[] {
  const [{ call, maker }] = leaks as [Leak, ...Leak[]];
  const library = libraryName(usage, maker);
  if (!library) return [];
  const changes = "how long its memory lives";
  const { result } = call;
  if (leaks.length === 1 && result !== null && !isReadLater(usage, result)) {
    const { name } = usage.facts.bindings[result]!;
    const statement = `${library}.${freer(maker)}(${name})`;
    return [
      {
        title: `Dispose of ${name} after its last use`,
        class: "suggestion",
        changes,
        make: (say) => say.addAfterLastUse(result, statement),
      },
    ];
  }
  const scope = scopeName(maker);
  const whole = usage
    .of("sync")
    .find(({ row, call: read }) => row.asynchronous && leaks.every((leak) => contains(read.callee, leak.call.span)));
  if (!scope || !whole || leaks.some((leak) => leak.call.result !== null)) return [];
  return [
    {
      title: `Wrap it in ${scope}`,
      class: "suggestion",
      changes,
      make: (say) => say.wrapCall(whole.call.id, `${library}.${scope}(() => `, ")"),
    },
  ];
}

/** The name the file gives the library as a whole. */
function libraryName(usage: Usage, { framework }: Event): string | undefined {
  const modules = new Set([framework.package, ...(framework.also ?? [])]);
  return usage.facts.bindings.find(
    ({ paths, exportedAs, origin }) =>
      origin === "import" &&
      exportedAs.length === 0 &&
      paths.some(({ module, steps }) => steps === "" && modules.has(module)),
  )?.name;
}

/** Read without holding up the thread and not awaited on the spot: nobody can tell when it may be freed. */
const isReadLater = (usage: Usage, binding: BindingId): boolean =>
  usage
    .of("sync", "infer")
    .some(
      ({ row, call }) =>
        !call.awaited &&
        (row.role === "sync" ? !row.asynchronous : /Async$/.test(usage.textOf(call.callee))) &&
        (call.receiver.includes(binding) || call.arguments.some(({ uses }) => uses.includes(binding))),
    );

/** `Dispose of it, or make it inside tidy.` in the words of the library. */
function releaseOf(maker: Event): string {
  const scope = scopeName(maker);
  return scope ? `Call ${freer(maker)} after use or wrap it in ${scope}.` : `Call ${freer(maker)} after use.`;
}

const freer = ({ framework }: Event): string =>
  framework.rows.find(({ frees }) => frees === "arguments")?.at ?? "dispose";

const scopeName = ({ framework }: Event): string | undefined =>
  framework.rows.find(({ frees }) => frees === "callback")?.at.replace(/^\{([^,}]+).*$/, "$1");

/** Undefined where the memory does not grow: the line runs once, or a few times. */
function severityOf(usage: Usage, call: Call, often: Frequency): Severity | undefined {
  switch (often.level) {
    case "once":
      return undefined;
    case "per call":
      return isHelper(usage, call) ? undefined : "information";
    case "per request":
      return often.per === "event" || often.per === "invocation" ? "warning" : "error";
    default: {
      if (often.handler !== null) return "error";
      const loop = often.loop === null ? undefined : (usage.scope(often.loop) as LoopScope);
      if (loop?.bound && loop.bound <= fewRounds) return undefined;
      return loop && isEndless(usage, loop, call) ? "error" : "warning";
    }
  }
}

const fewRounds = 3;

/**
 * Who calls it is not known, and it looks as if that is done once or inside a scope that frees: it gives back a tensor made
 * of others, or loads the model it warms up.
 */
function isHelper(usage: Usage, call: Call): boolean {
  const owner = functionAround(usage.facts, call.scope);
  if (!owner) return false;
  if (usage.of("load").some((load) => contains(owner.span, load.call.span))) return true;
  return owner.returns.some(({ value }) => value !== null && givesMade(usage, value));
}

function givesMade(usage: Usage, value: Value): boolean {
  switch (value.kind) {
    case "call":
      return usage.makerOf(usage.facts.calls[value.call]!) !== undefined;
    case "reference":
      return usage.facts.bindings[value.binding]!.writes.some(
        ({ value: kept }) => kept !== null && kept.kind !== "reference" && givesMade(usage, kept),
      );
    case "array":
      return value.items.some((item) => givesMade(usage, item));
    case "record":
      return value.fields.some((field) => givesMade(usage, field.value));
    default:
      return false;
  }
}

/** A loop nothing in it ends: `while (true)`, `while (isRunning)` with the flag set elsewhere. */
function isEndless(usage: Usage, loop: LoopScope, call: Call): boolean {
  if (loop.form !== "while" || !contains(loop.body, call.span)) return false;
  if (loop.exits.some(({ kind }) => kind === "break" || kind === "return")) return false;
  return loop.condition.every((id) =>
    usage.facts.bindings[id]!.writes.every(({ kind, span }) => kind === "initial" || !contains(loop.span, span)),
  );
}

/** A scope that frees what its function makes ends when the function returns: at the first `await` of an async one. */
function reportAsync({ usage, report }: RuleContext, { call, row }: Event): void {
  if (row.frees !== "callback") return;
  const given = call.arguments.find((value) => value.kind === "function");
  if (given?.kind !== "function") return;
  const body = usage.scope(given.scope) as FunctionScope;
  const late = body.async ? undefined : endsLater(usage, body);
  if (!body.async && !late) return;
  const scope = nameOf(usage, call);
  report({
    at: call.callee,
    about: call.id,
    severity: "error",
    message: late
      ? `${scope} ends before ${nameOf(usage, late.call)} does and frees nothing it makes. Await it outside.`
      : `${scope} frees nothing that an async function makes. Make the function synchronous and await outside.`,
    ...(late && { reasons: [{ span: late.call.callee, text: "gives a promise" }] }),
  });
}

/** What a function starts and cannot wait for: a run of a model, or a read whose promise it gives back. */
const endsLater = (usage: Usage, { id, returns }: FunctionScope): Event | undefined =>
  usage.events.find(
    ({ row, call, role }) =>
      row.promise &&
      functionAround(usage.facts, call.scope)?.id === id &&
      (role !== "sync" || returns.some(({ value }) => value?.kind === "call" && value.call === call.id)),
  );

const nameOf = (usage: Usage, { callee }: Call): string => usage.textOf(callee).split(".").at(-1)!;
