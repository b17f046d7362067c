/**
 * Budgets held against the newest figures: at the code, at the keys of inferlens.json, and for the status. A figure that is
 * outdated is judged nowhere. Absent on purpose: measuring, and where limits are written down (budgetEdits.ts).
 */
import { type CodeAction, CodeActionKind, type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { type PlacedBudget, placeOfBudget } from "../config/budgets.ts";
import type { Configs } from "../config/resolve.ts";
import { type Budget, type Figure, judge, readBudgetComment } from "../history/budget.ts";
import type { FunctionRun, ModelRun } from "../history/record.ts";
import { headroomText, isJudged, type Judged, overBudgetMessage, overBudgetTitle } from "../report/budget.ts";
import { overlaps, type Span } from "../text/span.ts";
import type { Analysed } from "./analyses.ts";
import { rangeOf } from "./convert.ts";
import type { Options } from "./options.ts";
import { type BudgetLine, clientCommands, commands, type MeasureTarget, type PageRequest } from "./protocol.ts";
import { type OpenDocument, uriOf } from "./session.ts";

/** Something of a document that has figures. */
export interface BudgetPlace {
  /** What is underlined. */
  readonly span: Span;
  /** The code a comment's line may cover. */
  readonly statement: Span;
  /** Absolute path of the model, or of the document. */
  readonly file: string;
  /** A function's name as exported. */
  readonly name?: string;
  readonly target: MeasureTarget;
  /** Null while nothing fresh is known. Asked only where a budget is stated. */
  readonly record: () => ModelRun | FunctionRun | null;
}

export interface BudgetStatus {
  readonly over: number;
  /** `2 ms below budget`, of what is nearest to its limit. */
  readonly text: string;
}

export interface Budgets {
  /** Whether anything in or about the document states one. */
  concern(analysed: Analysed): boolean;
  diagnosticsOf(document: OpenDocument, analysed: Analysed): Diagnostic[];
  /** The worst of what is over, as `p95 24 ms`, `budget 20 ms`; null when all is within. */
  overAt(document: OpenDocument, analysed: Analysed, place: BudgetPlace): readonly string[] | null;
  /** What is over, at the keys of one inferlens.json. */
  diagnosticsOfConfig(file: string, content: TextDocument): Diagnostic[];
  /** Quick fixes of our own diagnostics among these. */
  actionsOf(diagnostics: readonly Diagnostic[], can: Pick<Options, "menus" | "trusted">): CodeAction[];
  status(): BudgetStatus | null;
  lines(): readonly BudgetLine[];
  /** Figures or settings are others now. */
  forget(): void;
}

export interface BudgetsOptions {
  readonly configs: () => Configs | undefined;
  /** Whether any settings in force state a budget: else the history need not be opened. */
  readonly stated: () => boolean;
  readonly placesOf: (document: OpenDocument, analysed: Analysed) => readonly BudgetPlace[];
  /** Everything of the workspace folders that has fresh figures, open or not. */
  readonly measured: () => readonly MeasuredPlace[];
}

export interface MeasuredPlace {
  readonly file: string;
  readonly name?: string;
  readonly record: ModelRun | FunctionRun;
}

export const overBudget = "over-budget";
/** A comment that cannot be read as a budget. */
const unreadBudget = "budget-comment";

interface Held extends MeasuredPlace {
  readonly placed: PlacedBudget;
}

interface Stated {
  readonly budget: Budget;
  /** Where it is written. */
  readonly at: { readonly span: Span } | PlacedBudget;
}

export function createBudgets({ configs, stated, placesOf, measured }: BudgetsOptions): Budgets {
  let known: readonly Held[] | undefined;

  const held = (): readonly Held[] => {
    known ??= (stated() ? measured() : []).flatMap((place) => {
      const placed = configs()?.of(place.file).budgetsOf(place) ?? [];
      return placed.map((one) => ({ ...place, placed: one }));
    });
    return known;
  };

  const statedFor = (document: OpenDocument, analysed: Analysed, place: BudgetPlace): readonly Stated[] => {
    const comments = marksOver(analysed, place).flatMap(({ text, span }): Stated[] => {
      const budget = readBudgetComment(text);
      return "problem" in budget ? [] : [{ budget, at: { span } }];
    });
    // What stands at the code counts more than what stands elsewhere.
    const said = new Set<Figure>(comments.flatMap(({ budget }) => budget.limits.map(({ figure }) => figure)));
    const placed = analysed.config.budgetsOf(place).map((one): Stated => {
      const limits = one.budget.limits.filter(({ figure }) => !said.has(figure));
      return { budget: { ...one.budget, limits }, at: one };
    });
    return document.file === null ? comments : [...comments, ...placed];
  };

  const overOf = (document: OpenDocument, analysed: Analysed, place: BudgetPlace) => {
    const stated = statedFor(document, analysed, place);
    const record = stated.length > 0 ? place.record() : null;
    if (!record) return [];
    return stated.flatMap(({ budget, at }) =>
      judge(budget, record)
        .filter(isJudged)
        .filter(({ kind }) => kind === "over")
        .map((verdict) => ({ verdict, at, record })),
    );
  };

  const commentProblems = (
    document: OpenDocument,
    analysed: Analysed,
    places: readonly BudgetPlace[],
  ): Diagnostic[] => {
    const marks = analysed.analysis?.usage?.facts.marks.filter(({ kind }) => kind === "budget") ?? [];
    return marks.flatMap((mark): Diagnostic[] => {
      const read = readBudgetComment(mark.text);
      const said = (message: string, severity: DiagnosticSeverity): Diagnostic => ({
        range: rangeOf(document.content, mark.span),
        severity,
        source: "inferlens",
        code: unreadBudget,
        message,
      });
      if ("problem" in read) return [said(`${read.problem} This budget is not in force.`, DiagnosticSeverity.Warning)];
      const record = places.find((place) => covers(mark.covers, place))?.record();
      const elsewhere = record && judge(read, record).find(({ kind }) => kind === "elsewhere");
      return elsewhere?.kind === "elsewhere"
        ? [said(`Budget is for ${elsewhere.machine}; not judged here.`, DiagnosticSeverity.Hint)]
        : [];
    });
  };

  return {
    concern,
    diagnosticsOf(document, analysed) {
      if (!concern(analysed)) return [];
      const places = placesOf(document, analysed);
      const over = places.flatMap((place) =>
        overOf(document, analysed, place).map(({ verdict, at, record }): Diagnostic => {
          const stated = "span" in at ? { uri: document.uri, range: rangeOf(document.content, at.span) } : null;
          return {
            range: rangeOf(document.content, place.span),
            severity: DiagnosticSeverity.Warning,
            source: "inferlens",
            code: overBudget,
            message: overBudgetMessage(verdict, record, Date.now()),
            ...(stated && { relatedInformation: [{ location: stated, message: "the budget is stated here" }] }),
            data: { target: place.target, runId: record.id },
          };
        }),
      );
      return [...over, ...commentProblems(document, analysed, places)];
    },
    overAt(document, analysed, place) {
      const worst = overOf(document, analysed, place).sort((a, b) => a.verdict.headroom - b.verdict.headroom)[0];
      return worst ? overBudgetTitle(worst.verdict) : null;
    },
    diagnosticsOfConfig(file, content) {
      return held()
        .filter(({ placed }) => placed.configFile === file)
        .flatMap(({ placed, record }) =>
          judge(placed.budget, record).flatMap((verdict): Diagnostic[] => {
            const { figure } = verdict.limit;
            const span = placeOfBudget(
              content.getText(),
              placed.key,
              verdict.kind === "elsewhere" ? "machine" : figure,
            );
            const said = (message: string, severity: DiagnosticSeverity): Diagnostic[] => [
              { range: rangeOf(content, span), severity, source: "inferlens", code: overBudget, message },
            ];
            if (verdict.kind === "elsewhere")
              return said(`Budget is for ${verdict.machine}; not judged here.`, DiagnosticSeverity.Hint);
            if (verdict.kind !== "over") return [];
            return said(overBudgetMessage(verdict, record, Date.now()), DiagnosticSeverity.Warning);
          }),
        )
        .filter((one, index, all) => all.findIndex((other) => sameDiagnostic(one, other)) === index);
    },
    actionsOf(diagnostics, { menus, trusted }) {
      return diagnostics.flatMap((diagnostic): CodeAction[] => {
        const target = targetIn(diagnostic);
        if (diagnostic.code !== overBudget || !target || !trusted) return [];
        const action = (title: string, command: string, argument: unknown): CodeAction => ({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
          command: { title, command, arguments: [argument] },
        });
        const again = action("Measure again", menus ? clientCommands.measure : commands.measure, target);
        const trend: PageRequest = { kind: "trend", target };
        return menus ? [again, action("Show what changed", clientCommands.showPage, trend)] : [again];
      });
    },
    status() {
      const verdicts = held().flatMap(({ placed, record }) => judge(placed.budget, record).filter(isJudged));
      const tightest = verdicts.sort((a, b) => a.headroom - b.headroom)[0];
      if (!tightest) return null;
      return { over: verdicts.filter(({ kind }) => kind === "over").length, text: headroomText(tightest) };
    },
    lines() {
      return held()
        .flatMap(({ file, name, placed, record }) =>
          judge(placed.budget, record)
            .filter(isJudged)
            .map((verdict) => ({ verdict, line: lineOf(file, name, placed, verdict) })),
        )
        .sort((a, b) => a.verdict.headroom - b.verdict.headroom)
        .map(({ line }) => line);
    },
    forget() {
      known = undefined;
    },
  };
}

function lineOf(file: string, name: string | undefined, placed: PlacedBudget, verdict: Judged): BudgetLine {
  const subject = name ?? file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return {
    label: `${subject}: ${headroomText(verdict)}`,
    detail: `${overBudgetTitle(verdict).join(", ")}, stated for ${placed.key}`,
    over: verdict.kind === "over",
    uri: uriOf(placed.configFile),
  };
}

const concern = (analysed: Analysed): boolean =>
  analysed.config.hasBudgets || (analysed.analysis?.usage?.facts.marks ?? []).some(({ kind }) => kind === "budget");

const marksOver = (analysed: Analysed, place: BudgetPlace) =>
  (analysed.analysis?.usage?.facts.marks ?? []).filter((mark) => mark.kind === "budget" && covers(mark.covers, place));

/** The line a comment speaks of holds the beginning of the call or function. */
const covers = (line: Span, { statement, span }: BudgetPlace): boolean =>
  overlaps(line, { start: statement.start, end: statement.start + 1 }) ||
  overlaps(line, { start: span.start, end: span.start + 1 });

function targetIn({ data }: Diagnostic): MeasureTarget | undefined {
  const target = (data as { readonly target?: Partial<MeasureTarget> } | undefined)?.target;
  return typeof target?.uri === "string" && typeof target.id === "string" ? (target as MeasureTarget) : undefined;
}

const sameDiagnostic = (a: Diagnostic, b: Diagnostic): boolean =>
  a.message === b.message && JSON.stringify(a.range) === JSON.stringify(b.range);
