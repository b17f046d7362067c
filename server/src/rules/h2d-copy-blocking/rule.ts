/**
 * Batches are copied to the device while the program waits: from memory that was pinned for nothing, from memory that was not pinned,
 * pinned by hand; or read before they have come back. Absent on purpose: what is moved once.
 */
import type { Call, LoopScope } from "../../facts/facts.ts";
import type { Vocabulary } from "../../facts/vocabulary.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import type { TextEdit } from "../../text/edit.ts";
import { contains } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { type Move, movesOf, optionOf, runsModel } from "../moves.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Fix, type Rule, type RuleContext } from "../rule.ts";
import { homeOf, wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) => role === "data" && training !== undefined;

export default defineRule({
  name: "h2d-copy-blocking",
  summary: "Each step waits for the copy of its batch to the device.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Copies from pinned memory can run beside other work, if they are asked not to block.",
      source: "https://docs.pytorch.org/docs/stable/notes/cuda.html#use-pinned-memory-buffers",
    },
    {
      claim:
        "Pinning by hand right before the copy blocks, and can be slower than the copy alone; copies back need a wait.",
      source: "https://docs.pytorch.org/tutorials/intermediate/pinmem_nonblock.html",
    },
  ],
  concerns,
  check(context) {
    const { usage } = context;
    const words = usage.training;
    if (!words) return;
    reportTooEarly(context, words);
    const moves = movesOf(usage, words);
    reportPinnedByHand(context, words, moves);
    const loaders = usage.of("data").filter(({ framework }) => framework.training);
    if (loaders.length === 0 || !new RegExp(words.devicePattern).test(wholeText(usage))) return;
    const batches = groupedByLoop(usage, moves, words);
    if (loaders.every(({ options }) => options.literal(words.pinned) === true)) reportWaited(context, words, batches);
    else if (batches.some(({ loop }) => trains(usage, loop))) reportUnpinned(context, words, loaders, batches);
  },
});

interface Batch {
  readonly loop: LoopScope;
  readonly moves: readonly Move[];
}

/** Moves of what a loop over batches gets in each round, by loop. */
function groupedByLoop(usage: Usage, moves: readonly Move[], words: TrainingWords): readonly Batch[] {
  const groups = new Map<number, { loop: LoopScope; moves: Move[] }>();
  for (const move of moves) {
    const loop = usage.loopsAround(move.call).find((one) => runsModel(usage, one));
    if (!loop || !isOfBatch(move.call, loop) || optionOf(move.call, words.unwaited) !== undefined) continue;
    const group = groups.get(loop.id) ?? { loop, moves: [] };
    group.moves.push(move);
    groups.set(loop.id, group);
  }
  return [...groups.values()];
}

const isOfBatch = ({ receiver }: Call, loop: LoopScope): boolean =>
  receiver.length > 0 && receiver.every((id) => loop.variables.includes(id));

const trains = (usage: Usage, loop: LoopScope): boolean =>
  usage.of("backward").some(({ call }) => contains(loop.body, call.span));

function reportWaited({ usage, report }: RuleContext, words: TrainingWords, batches: readonly Batch[]): void {
  for (const { loop, moves } of batches) {
    const [first] = moves;
    report({
      at: first!.call.callee,
      about: first!.call.id,
      message: `The batch lies in pinned memory, yet the step waits for its copy. Add ${words.unwaited}.`,
      reasons: [atLoop(loop), { span: usage.of("data")[0]!.call.callee, text: "pins its batches" }],
      experiment: { kind: "fix", judged: "time", gainsOn: "device" },
      fixes: [
        {
          title: `Add ${words.unwaited}=${words.yes}`,
          class: "suggestion",
          changes: "when the copy is done",
          make: (say) => withoutWait(say, moves, words),
        },
      ],
    });
  }
}

/** All moves of a batch, or none: one that waits makes the others worth little. */
function withoutWait(say: Vocabulary, moves: readonly Move[], words: TrainingWords): readonly TextEdit[] | undefined {
  const edits = moves.map(({ call }) => say.setOption(call.id, -1, words.unwaited, words.yes));
  return edits.every((one) => one !== undefined) ? edits.flat() : undefined;
}

function reportUnpinned(
  { report }: RuleContext,
  words: TrainingWords,
  loaders: readonly Event[],
  batches: readonly Batch[],
): void {
  const moves = batches.flatMap((batch) => batch.moves);
  for (const { call, options, row } of loaders) {
    const workers = row.workers && options.get(row.workers.option);
    const isBeside = workers !== undefined && !(workers.kind === "literal" && workers.value === 0);
    if (!isBeside || !options.absent(words.pinned)) continue;
    const fix: Fix = {
      title: `Add ${words.pinned}=${words.yes}`,
      class: "suggestion",
      changes: "memory",
      make(say) {
        const pinned = say.setOption(call.id, -1, words.pinned, words.yes);
        const unwaited = loaders.length === 1 ? withoutWait(say, moves, words) : [];
        return pinned && unwaited && [...pinned, ...unwaited];
      },
    };
    report({
      at: call.callee,
      about: call.id,
      message: `Each batch is copied out of pageable memory. Add ${words.pinned}, and ${words.unwaited} to its moves.`,
      experiment: { kind: "fix", judged: "time", gainsOn: "device" },
      fixes: [fix],
    });
  }
}

/** `x.pin_memory().to(device)` in a loop. */
function reportPinnedByHand({ usage, report }: RuleContext, words: TrainingWords, moves: readonly Move[]): void {
  for (const { call } of moves) {
    const [loop] = usage.loopsAround(call);
    const pins = usage.facts.calls.find(
      (one) =>
        contains(call.callee, one.span) &&
        one.span.start === call.callee.start &&
        new RegExp(words.pinsPattern).test(usage.textOf(one.callee)) &&
        /^\s*\.\w+$/.test(usage.textOf({ start: one.span.end, end: call.callee.end })),
    );
    if (!loop || !pins) continue;
    report({
      at: pins.callee,
      about: pins.id,
      message: "Pinning takes a copy of its own, and the program waits for it. Move the value as it is.",
      reasons: [atLoop(loop)],
    });
  }
}

/** Copies back that nobody waits for. */
function reportTooEarly({ usage, report }: RuleContext, words: TrainingWords): void {
  for (const call of usage.facts.calls) {
    const [device] = call.arguments;
    if (!device || !new RegExp(words.movesPattern).test(usage.textOf(call.callee))) continue;
    if (!new RegExp(words.hostPattern).test(usage.textOf(device.span))) continue;
    const unwaited = optionOf(call, words.unwaited);
    if (unwaited?.kind !== "literal" || unwaited.value !== true) continue;
    if (/synchroni[sz]e|[Ee]vent|[Ss]tream/.test(usage.textOf(homeOf(usage, call).span))) continue;
    report({
      at: call.callee,
      about: call.id,
      severity: "warning",
      message: `The copy may not have arrived when its numbers are read. Leave ${words.unwaited} out on the way back.`,
      fixes: [
        {
          title: `Remove ${words.unwaited}`,
          class: "suggestion",
          changes: "when the copy is done",
          make: (say) => say.removeOption(call.id, -1, words.unwaited),
        },
      ],
    });
  }
}
