/**
 * What fix verbs may know of the syntax tree behind facts: from an id to its node. Absent on purpose: the way back, and
 * any promise that a node outlives the text it was parsed from.
 */
import type { BindingId, CallId, ScopeId } from "../../facts/facts.ts";
import type { ts } from "./compiler.ts";

export interface Tree {
  /** Parents are set. Its text is the text the facts speak of. */
  readonly sourceFile: ts.SourceFile;
  /**
   * A `CallExpression` or `NewExpression`. Anything else is a call that only the meaning of the code shows: the bare
   * expression of a decorator (`@memo`), or a function named as an array callback (`xs.map(embed)`).
   */
  callNode(call: CallId): ts.CallExpression | ts.NewExpression | ts.Expression;
  /**
   * The construct: `SourceFile`, a function-like node, a class, a loop statement, the call of an array method (form
   * `callback`), a branch (`then` or `else` statement, case clause, operand), a `Block` of a try statement, or the
   * first statement that runs in a scope which lasts to the end of its block.
   */
  scopeNode(scope: ScopeId): ts.Node;
  /** The declaring name: an identifier, private identifier or the string of a quoted member; its parent declares it. */
  bindingNode(binding: BindingId): ts.Node;
}
