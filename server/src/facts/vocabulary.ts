/**
 * The few verbs a fix may ask of a language. Each answers with edits, or undefined for "cannot": the code has a shape
 * in which the edit could break it. Absent on purpose: any judgement of whether the change is wise; that is the rule's.
 */
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { BindingId, CallId, ScopeId } from "./facts.ts";

/** How one call per item and one call for all items relate, from knowledge. */
export interface BatchForm {
  /** Which argument carries the item, and the key inside it when it is a record. */
  readonly argument: number;
  readonly field?: string;
  /** Callee and key of the batch form when they differ from the single one: `embed` → `embedMany`, `value` → `values`. */
  readonly callee?: string;
  readonly batchField?: string;
  /** How one result is read from a single call and from the batch: `data[0].embedding` and `data[i].embedding`. */
  readonly single: string;
  readonly batch: string;
  /** Most items the service accepts in one call. */
  readonly limit?: number;
}

/** How records that are written one by one are written together, from knowledge. */
export interface WriteForm {
  /** Which argument carries the record, and the key inside it when that is a record of its own. */
  readonly argument: number;
  readonly field?: string;
  /** The function for many records, when it is another one. */
  readonly callee?: string;
  /** One record stands in a list of one already. */
  readonly listed: boolean;
  /** Keys that each hold a list with one entry per record. */
  readonly columns?: readonly string[];
  /** Records in one call; absent: all. */
  readonly size?: number;
}

/**
 * Code a verb writes, with places in braces that the language fills in. A name with dots is a name of a package: the language
 * writes what the file calls it, and adds an import where none is there. `{torch.no_grad}` is reached through the package,
 * `{asyncio:to_thread}` is a name of the module before the colon. Of the expression that is written anew: `{code}` all of it;
 * and of a call `{callee}`, `{receiver}` (what the member is taken of), `{arguments}`, `{arguments 1}` (from the second
 * on), `{0}` (one of them), `{=device}` (the value given by that name). Lines end with `\n`; each tab in front of one is a step further
 * in.
 */
export type CodeForm = string;

export interface Vocabulary {
  /**
   * Moves the call to module level as a constant that holds its promise, and awaits that constant in its place. Where calls block, as
   * a function that keeps what it gives, so that nothing is loaded before it is asked for.
   */
  hoistPromise(call: CallId): readonly TextEdit[] | undefined;
  /** Moves a synchronous call (a client's construction) to module level as a constant. */
  hoistValue(call: CallId): readonly TextEdit[] | undefined;
  /** Moves the statement that declares the call's result in front of the loop. */
  moveBeforeLoop(call: CallId, loop: ScopeId): readonly TextEdit[] | undefined;
  /** Makes a lazily filled binding keep the promise instead of the awaited value: `x ??= load()`. */
  keepPromise(binding: BindingId, call: CallId): readonly TextEdit[] | undefined;
  /** Replaces a loop of single calls, or `Promise.all(xs.map(…))`, by one call for all items. */
  callOnce(call: CallId, loop: ScopeId, form: BatchForm): readonly TextEdit[] | undefined;
  /** Makes the awaited calls of a loop's rounds together, at most so many at once; each round reads its own result. */
  callTogether(call: CallId, loop: ScopeId, atOnce: number): readonly TextEdit[] | undefined;
  /** Starts calls whose statements keep what they give, one after the other, together, and awaits all of them at once. */
  awaitTogether(calls: readonly CallId[]): readonly TextEdit[] | undefined;
  /** Starts the rounds of `Promise.all(xs.map(…))` in groups of a size, one group after the other. */
  inGroups(loop: ScopeId, size: number): readonly TextEdit[] | undefined;
  /** Collects what a loop writes one by one, and writes it behind the loop. */
  writeAfterLoop(call: CallId, loop: ScopeId, form: WriteForm): readonly TextEdit[] | undefined;
  /** Adds a statement behind the last one that uses a name, in the block that declares it. */
  addAfterLastUse(binding: BindingId, statement: string): readonly TextEdit[] | undefined;
  /** Calls another member in place of the one a call names, and awaits it. */
  awaitMember(call: CallId, member: string): readonly TextEdit[] | undefined;
  /** Takes out the statement that consists of the expression at this place. */
  removeStatement(at: Span): readonly TextEdit[] | undefined;
  /** Calls another member in place of the one a call names; what it gives is the same to the code around. */
  renameMember(call: CallId, member: string): readonly TextEdit[] | undefined;
  /** Puts code in front of a call and behind it: `tidy(() => ` and `)`. */
  wrapCall(call: CallId, before: string, after: string): readonly TextEdit[] | undefined;
  /** Adds or replaces one key of an options record; adds the record when the argument is missing. */
  setOption(call: CallId, argument: number, name: string, literal: string): readonly TextEdit[] | undefined;
  /** Removes one key of an options record, and the record when it becomes empty and last. */
  removeOption(call: CallId, argument: number, name: string): readonly TextEdit[] | undefined;
  /** Puts another number in place of one that is written in the code. */
  replaceNumber(at: Span, number: number): readonly TextEdit[] | undefined;
  /** Calls an option by another name. */
  renameOption(call: CallId, argument: number, name: string, to: string): readonly TextEdit[] | undefined;
  /** Writes the expression that stands exactly at this place anew: a call, an argument with its name, a value. */
  rewrite(at: Span, form: CodeForm): readonly TextEdit[] | undefined;
  /** Puts statements in front of the one that holds this place, or behind it, in the same block. */
  insertBefore(at: Span, form: CodeForm): readonly TextEdit[] | undefined;
  insertAfter(at: Span, form: CodeForm): readonly TextEdit[] | undefined;
  /** Runs the statements of one block that this place touches inside of a guard: `with torch.no_grad():`. */
  runUnder(at: Span, guard: CodeForm): readonly TextEdit[] | undefined;
  /** Runs a function inside of a guard, whoever calls it. */
  guardFunction(scope: ScopeId, guard: CodeForm): readonly TextEdit[] | undefined;
  /** Moves the last statement of a guard's block, or all from this place on, behind the guard. */
  moveOut(at: Span): readonly TextEdit[] | undefined;
  /** Makes a function that awaits nothing give its result when it returns. */
  makeSynchronous(scope: ScopeId): readonly TextEdit[] | undefined;
  /** Takes out the statement that gives a place a value, and nothing else. */
  removeAssignment(at: Span): readonly TextEdit[] | undefined;
  /** A comment that silences a rule for the code at this place. `snippet` is the text of its one edit with a tab stop for the reason. */
  ignoreComment(
    at: Span,
    rule: string,
    scope: "here" | "file",
  ): { readonly edits: readonly TextEdit[]; readonly snippet: string };
  /** Makes one of our own comments name these rules only; takes it away when there are none. */
  ignoreOnly(comment: Span, rules: readonly string[]): readonly TextEdit[] | undefined;
}
