/**
 * The connection's requests, each answered from the newest analysis and never with an error: what goes wrong is logged and the
 * editor gets the empty answer. Absent on purpose: documents and their changes (server.ts).
 */
import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Diagnostics } from "./diagnostics.ts";
import type { Features } from "./features.ts";
import { workspaceFindings } from "./protocol.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";

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

  /** For requests about one document: nothing when it is closed, or when nobody waits any more. */
  const about = <P extends { readonly textDocument: { readonly uri: string } }, R>(
    what: string,
    nothing: R,
    answer: (found: UpToDate, features: Features, params: P) => R,
  ) =>
    guarded<P, R>(what, nothing, async (params, token) => {
      const found = await core.upToDate(params.textDocument.uri);
      if (!found?.analysed.analysis || token.isCancellationRequested) return nothing;
      const loaded = await features();
      // Loading took a while: the text may be another by now.
      const now =
        found.document.content.version === found.analysed.version
          ? found
          : await core.upToDate(params.textDocument.uri);
      return now && !token.isCancellationRequested ? answer(now, loaded, params) : nothing;
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
    about("code actions", [], ({ document, analysed }, { actions }, params) =>
      actions.answer(document, analysed, params),
    ),
  );
  connection.onCodeActionResolve(async (action) => {
    try {
      const { actions } = await features();
      const uri = uriIn(action.data);
      const found = uri === undefined ? undefined : await core.upToDate(uri);
      return found ? actions.resolve(action, found) : action;
    } catch (error) {
      log.failure("cannot make the edit of a code action", error);
      return action;
    }
  });
  connection.onHover(
    about("hover", null, ({ document, analysed }, { hovers }, { position }) =>
      hovers.answer(document, analysed, position),
    ),
  );
  connection.onCodeLens(about("lenses", [], ({ document, analysed }, { lenses }) => lenses.answer(document, analysed)));
  connection.languages.inlayHint.on(
    about("inlay hints", [], ({ document, analysed }, { hints }, { range }) => hints.answer(document, analysed, range)),
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
      return await execute(core, loaded, params, token);
    }),
  );
}

function uriIn(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("uri" in data)) return undefined;
  return typeof data.uri === "string" ? data.uri : undefined;
}
