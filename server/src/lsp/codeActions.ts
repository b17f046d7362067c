/**
 * The quick-fix menu and fix-all: order and words of the menu stand here and nowhere else. Absent on purpose: what a fix
 * does. Answers come from the analysis there is; a document that moved on since gets none.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  type Diagnostic,
  type SnippetTextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import { ownRules } from "../analysis/suppress.ts";
import { overlaps, type Span } from "../text/span.ts";
import type { Analysed } from "./analyses.ts";
import { type ClientAbilities, fixAllKind, unusedIgnoresKind } from "./capabilities.ts";
import { diagnosticOf, editsOf, fingerprintOf, rangeOf, spanOf, workspaceEditOf } from "./convert.ts";
import type { Fixes } from "./fixes.ts";
import type { OpenDocument } from "./session.ts";

export interface CodeActions {
  answer(document: OpenDocument, analysed: Analysed, params: CodeActionParams): CodeAction[];
  /** Fills in the edit; the action comes back as it is when nothing can be changed any more. */
  resolve(action: CodeAction, now: { readonly document: OpenDocument; readonly analysed: Analysed }): CodeAction;
}

export interface CodeActionsOptions {
  readonly abilities: ClientAbilities;
  readonly fixes: Fixes;
  readonly fixAll: (document: OpenDocument, analysed: Analysed) => WorkspaceEdit | null;
  /** Runs the measurement a finding asks for; undefined when its model is not found. */
  readonly measure: (document: OpenDocument, analysed: Analysed, finding: Finding) => Command | undefined;
  /** What can be done about figures that are over budget. */
  readonly overBudget: (diagnostics: readonly Diagnostic[]) => CodeAction[];
  /** Tries its fix before it is made; undefined when nothing can show what it does. */
  readonly compare: (document: OpenDocument, analysed: Analysed, finding: Finding) => Command | undefined;
  /** Sets a rule to off in the nearest inferlens.json; undefined when the client could not apply that. */
  readonly turnOff: (document: OpenDocument, rule: string) => WorkspaceEdit | undefined;
  readonly pageUrl: (rule: string) => string | undefined;
}

/** What an action that is not filled in yet is about. */
interface Pending {
  readonly uri: string;
  readonly fingerprint: string;
  readonly what: { readonly fix: number } | { readonly ignore: "here" | "file" } | { readonly turnOff: string };
}

interface Entry {
  /** Place in the menu. */
  readonly order: number;
  readonly action: CodeAction;
}

export function createCodeActions(options: CodeActionsOptions): CodeActions {
  const { abilities, fixes } = options;

  const editFor = (
    document: OpenDocument,
    analysed: Analysed,
    finding: Finding,
    what: Pending["what"],
  ): WorkspaceEdit | undefined => {
    if ("turnOff" in what) return options.turnOff(document, what.turnOff);
    if ("ignore" in what) return ignoreEdit(document, analysed, finding, what.ignore);
    const edits = fixes.editsOf(analysed, finding, what.fix);
    return edits && workspaceEditOf(document.content, editsOf(document.content, edits), abilities);
  };

  /** With a snippet the cursor lands where the reason belongs. */
  const ignoreEdit = (
    document: OpenDocument,
    analysed: Analysed,
    finding: Finding,
    scope: "here" | "file",
  ): WorkspaceEdit | undefined => {
    const answer = analysed.analysis?.ignore(finding, scope);
    if (!answer || answer.edits.length === 0) return undefined;
    const only = answer.edits.length === 1 ? answer.edits[0] : undefined;
    if (!only || !abilities.snippetEdits || !abilities.documentChanges) {
      return workspaceEditOf(document.content, editsOf(document.content, answer.edits), abilities);
    }
    const edit: SnippetTextEdit = {
      range: rangeOf(document.content, only.span),
      snippet: { kind: "snippet", value: answer.snippet },
    };
    return workspaceEditOf(document.content, [edit], abilities);
  };

  const diagnosticsOf = (document: OpenDocument, finding: Finding): Diagnostic[] => [
    diagnosticOf(document, finding, abilities, { pageUrl: options.pageUrl(finding.rule) }),
  ];

  /** A fix that turns out impossible is no entry; the edit itself travels only when asked for. */
  const entry = (
    document: OpenDocument,
    analysed: Analysed,
    finding: Finding,
    order: number,
    title: string,
    what: Pending["what"],
  ): Entry[] => {
    const edit = editFor(document, analysed, finding, what);
    if (!edit) return [];
    const data: Pending = { uri: document.uri, fingerprint: finding.fingerprint, what };
    const diagnostics = diagnosticsOf(document, finding);
    const preferred = order === 1 && abilities.preferredActions;
    return [
      {
        order,
        action: {
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics,
          ...(preferred && { isPreferred: true }),
          ...(abilities.resolveActionEdits ? { data } : { edit }),
        },
      },
    ];
  };

  const menuOf = (document: OpenDocument, analysed: Analysed, finding: Finding, several: boolean): Entry[] => {
    const { rule } = finding;
    const add = (order: number, title: string, what: Pending["what"]) =>
      entry(document, analysed, finding, order, title, what);
    const entries = finding.fixes.flatMap((fix, index) =>
      add(orderOf[fix.class], fix.changes ? `${fix.title} (changes ${fix.changes})` : fix.title, { fix: index }),
    );
    const run = (order: number, title: string, command: Command | undefined): void => {
      if (!command) return;
      // Editors put entries that name no diagnostic last, whatever their order here.
      const diagnostics = diagnosticsOf(document, finding);
      entries.push({ order, action: { title, kind: CodeActionKind.QuickFix, diagnostics, command } });
    };
    run(4, "Measure this", options.measure(document, analysed, finding));
    run(4.5, "Compare before and after", options.compare(document, analysed, finding));
    if (commentRules.has(rule)) return [...entries, ...add(7, `Turn off ${rule} in inferlens.json`, { turnOff: rule })];
    return [
      ...entries,
      ...add(5, several ? `Ignore ${rule} here...` : "Ignore here...", { ignore: "here" }),
      ...add(6, several ? `Ignore ${rule} in this file...` : "Ignore in this file...", { ignore: "file" }),
      ...add(7, `Turn off ${rule} in inferlens.json`, { turnOff: rule }),
    ];
  };

  const fixAllOf = (document: OpenDocument, analysed: Analysed): CodeAction[] => {
    if (!analysed.analysis?.findings.some((finding) => finding.fixes.some((fix) => fix.class === "safe"))) return [];
    const edit = options.fixAll(document, analysed);
    return edit ? [{ title: "Fix all safe findings", kind: fixAllKind, edit }] : [];
  };

  const unusedIgnoresOf = (document: OpenDocument, analysed: Analysed): CodeAction[] => {
    const edits = fixes.allOf(analysed, ownRules.unused);
    if (edits.length === 0) return [];
    const edit = workspaceEditOf(document.content, editsOf(document.content, edits), abilities);
    return [{ title: "Remove all unused ignore comments", kind: unusedIgnoresKind, edit }];
  };

  return {
    answer(document, analysed, { range, context }) {
      if (!abilities.actionLiterals) return [];
      const wants = (kind: string): boolean =>
        context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
      // Not unless asked for: a fix-all in the light-bulb menu would stand before the fix of this line.
      const asked = (kind: string): boolean => context.only !== undefined && wants(kind);
      const all = [
        ...(asked(fixAllKind) ? fixAllOf(document, analysed) : []),
        ...(asked(unusedIgnoresKind) ? unusedIgnoresOf(document, analysed) : []),
      ];
      if (!wants(CodeActionKind.QuickFix)) return all;
      const span = spanOf(document.content, range);
      const named = new Set(context.diagnostics.map(fingerprintOf));
      const findings = (analysed.analysis?.findings ?? []).filter(
        (finding) => named.has(finding.fingerprint) || touches(finding.span, span),
      );
      const entries = findings.flatMap((finding) => menuOf(document, analysed, finding, findings.length > 1));
      const menu = entries.sort((a, b) => a.order - b.order).map((one) => one.action);
      return [...options.overBudget(context.diagnostics), ...menu, ...all];
    },
    resolve(action, { document, analysed }) {
      const pending = pendingOf(action.data);
      const finding = analysed.analysis?.findings.find((one) => one.fingerprint === pending?.fingerprint);
      const edit = pending && finding && editFor(document, analysed, finding, pending.what);
      return edit ? { ...action, edit } : action;
    },
  };
}

const orderOf = { safe: 1, suggestion: 2, refactor: 3 } as const;

/** Findings about our own comments are not answered with one more comment. */
const commentRules: ReadonlySet<string> = new Set(Object.values(ownRules));

const touches = (a: Span, b: Span): boolean =>
  overlaps(a, b) || (b.start === b.end && a.start <= b.start && b.start <= a.end);

function pendingOf(data: unknown): Pending | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { uri, fingerprint, what } = data as Partial<Pending>;
  return typeof uri === "string" && typeof fingerprint === "string" && typeof what === "object"
    ? { uri, fingerprint, what }
    : undefined;
}
