/**
 * The connection's requests, each answered from the newest analysis and never with an error: what goes wrong is logged and the
 * editor gets the empty answer. Absent on purpose: documents and their changes (server.ts).
 */
import {
  type CancellationToken,
  type CodeActionParams,
  type Hover,
  type HoverParams,
  type InlayHintParams,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
} from "vscode-languageserver/node";
import { positionOf, text } from "./arguments.ts";
import {
  actionInCell,
  editInCells,
  hintsInCell,
  hoverInCell,
  intoNotebook,
  lensesInCell,
  rangeIntoNotebook,
} from "./cells.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Features } from "./features.ts";
import { workspaceFindings } from "./protocol.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";
import type { OpenCell, OpenDocument, Session } from "./session.ts";

export function answerRequests(core: ServerContext, diagnostics: Diagnostics, features: () => Promise<Features>): void {
  const { connection, log, abilities, session } = core;

  const guarded =
    <P, R>(what: string, nothing: R, answer: (params: P, token: CancellationToken) => Promise<R>) =>
    async (params: P, token: CancellationToken): Promise<R> => {
      const startedAt = performance.now();
      try {
        return await answer(params, token);
      } catch (error) {
        log.failure(`cannot answer ${what}`, error);
        return nothing;
      } finally {
        core.timings.record(what, performance.now() - startedAt);
      }
    };

  /** For requests about one document: nothing when it is closed, or when nobody waits any more. A cell's answer is its notebook's. */
  const about = <P extends AboutDocument, R>(
    what: string,
    nothing: R,
    answer: (found: UpToDate, features: Features, params: P) => R,
    inCell: (document: OpenDocument, cell: OpenCell, answer: R) => R,
  ) =>
    guarded<P, R>(what, nothing, async (asked, token) => {
      const place = session.cellAt(asked.textDocument.uri);
      const params = place ? askedOfNotebook(place.document, place.cell, asked) : asked;
      const found = await core.upToDate(params.textDocument.uri);
      if (!found?.analysed.analysis || token.isCancellationRequested) return nothing;
      const loaded = await features();
      // Loading took a while: the text may be another by now.
      const now =
        found.document.content.version === found.analysed.version
          ? found
          : await core.upToDate(params.textDocument.uri);
      if (!now || token.isCancellationRequested) return nothing;
      if (!place) return answer(now, loaded, params);
      // Cells above may have grown since.
      const cell = session.cellAt(asked.textDocument.uri)?.cell;
      return cell?.firstLine === place.cell.firstLine
        ? inCell(now.document, cell, answer(now, loaded, params))
        : nothing;
    });

  if (abilities.pullDiagnostics) {
    connection.languages.diagnostics.on(
      guarded("diagnostics", { kind: "full" as const, items: [] }, async ({ textDocument, previousResultId }) => {
        await core.upToDate(textDocument.uri);
        const document = session.get(textDocument.uri);
        return document ? diagnostics.report(document, previousResultId) : { kind: "full", items: [] };
      }),
    );
  }
  connection.onCodeAction(
    about(
      "code actions",
      [],
      ({ document, analysed }, { actions }, params: CodeActionParams) => actions.answer(document, analysed, params),
      (document, cell, actions) => actions.flatMap((action) => actionInCell(document, cell, action)),
    ),
  );
  connection.onCodeActionResolve(async (action) => {
    try {
      const { actions } = await features();
      const uri = uriIn(action.data);
      const found = uri === undefined ? undefined : await core.upToDate(uri);
      if (!found) return action;
      const resolved = actions.resolve(action, found);
      return resolved.edit ? { ...resolved, edit: editInCells(found.document, resolved.edit) ?? {} } : resolved;
    } catch (error) {
      log.failure("cannot make the edit of a code action", error);
      return action;
    }
  });
  connection.onHover(
    about(
      "hover",
      null,
      ({ document, analysed }, { hovers }, { position }: HoverParams): Hover | null =>
        hovers.answer(document, analysed, position),
      (_, cell, hover) => hoverInCell(cell, hover),
    ),
  );
  connection.onCodeLens(
    about(
      "lenses",
      [],
      ({ document, analysed }, { lenses }) => lenses.answer(document, analysed),
      (_, cell, lenses) => lensesInCell(cell, lenses),
    ),
  );
  connection.languages.inlayHint.on(
    about(
      "inlay hints",
      [],
      ({ document, analysed }, { hints }, { range }: InlayHintParams) => hints.answer(document, analysed, range),
      (_, cell, hints) => hintsInCell(cell, hints),
    ),
  );
  connection.onRequest(
    workspaceFindings,
    guarded("findings of the workspace", null as unknown, async (params: unknown, token) => {
      const { findings } = await features();
      return (
        (await findings.answer(params, token)) ??
        new ResponseError(LSPErrorCodes.RequestCancelled, "Reading the workspace was cancelled.")
      );
    }),
  );
  connection.onExecuteCommand(
    guarded("a command", null as unknown, async (params, token) => {
      const [{ execute }, loaded] = await Promise.all([import("./execute.ts"), features()]);
      const [argument, ...others] = params.arguments ?? [];
      const asked = commandOfNotebook(session, argument);
      return await execute(core, loaded, { ...params, arguments: [asked, ...others] }, token);
    }),
  );
}

interface AboutDocument {
  readonly textDocument: { readonly uri: string };
  readonly position?: Position;
  readonly range?: Range;
}

function askedOfNotebook<P extends AboutDocument>({ uri }: OpenDocument, cell: OpenCell, params: P): P {
  const { position, range } = params;
  return {
    ...params,
    textDocument: { uri },
    ...(position && { position: intoNotebook(cell, position) }),
    ...(range && { range: rangeIntoNotebook(cell, range) }),
  };
}

function commandOfNotebook(session: Session, argument: unknown): unknown {
  const place = session.cellAt(text(argument, "uri"));
  if (!place) return argument;
  const position = positionOf(argument);
  const asked = { ...(argument as object), uri: place.document.uri };
  return position ? { ...asked, position: intoNotebook(place.cell, position) } : asked;
}

function uriIn(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("uri" in data)) return undefined;
  return typeof data.uri === "string" ? data.uri : undefined;
}
