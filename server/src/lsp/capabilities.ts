/** What the client can do, read once, and what we offer it. Absent on purpose: behaviour. */
import {
  type ClientCapabilities,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { commands } from "./protocol.ts";

/** Every optional ability of the client we make use of; all false for the plainest client. */
export interface ClientAbilities {
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly refreshLenses: boolean;
  readonly refreshHints: boolean;
  readonly resolveActionEdits: boolean;
  readonly actionLiterals: boolean;
  readonly preferredActions: boolean;
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
  readonly createFiles: boolean;
  readonly snippetEdits: boolean;
  readonly markdownHover: boolean;
  readonly watchFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
  readonly showDocument: boolean;
  readonly notebooks: boolean;
}

export function abilitiesOf(capabilities: ClientCapabilities): ClientAbilities {
  const { textDocument, workspace, notebookDocument } = capabilities;
  const action = textDocument?.codeAction;
  const resolvable = action?.resolveSupport?.properties ?? [];
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true ||
      textDocument?.diagnostic?.relatedInformation === true,
    codeDescription:
      textDocument?.publishDiagnostics?.codeDescriptionSupport === true ||
      textDocument?.diagnostic?.codeDescriptionSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    resolveActionEdits: action?.dataSupport === true && resolvable.includes("edit"),
    actionLiterals: action?.codeActionLiteralSupport !== undefined,
    preferredActions: action?.isPreferredSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    createFiles: workspace?.workspaceEdit?.resourceOperations?.includes("create") === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    workDoneProgress: capabilities.window?.workDoneProgress === true,
    showDocument: capabilities.window?.showDocument?.support === true,
    notebooks: notebookDocument !== undefined,
  };
}

export const fixAllKind = "source.fixAll.inferlens";
export const unusedIgnoresKind = "source.removeUnusedIgnores.inferlens";

export function offeredTo(abilities: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    ...(abilities.notebooks && {
      notebookDocumentSync: {
        notebookSelector: [{ notebook: { notebookType: "jupyter-notebook" }, cells: [{ language: "python" }] }],
        save: true,
      },
    }),
    ...(abilities.pullDiagnostics && {
      diagnosticProvider: { identifier: "inferlens", interFileDependencies: true, workspaceDiagnostics: false },
    }),
    codeActionProvider: { codeActionKinds: ["quickfix", fixAllKind, unusedIgnoresKind], resolveProvider: true },
    codeLensProvider: { resolveProvider: false },
    hoverProvider: true,
    inlayHintProvider: { resolveProvider: false },
    executeCommandProvider: { commands: Object.values(commands) },
    workspace: { workspaceFolders: { supported: true, changeNotifications: abilities.workspaceFolders } },
  };
}

/** Folders as URIs without a trailing slash, each once; one inside another stays, since documents are told by URI. */
export function foldersOf(params: InitializeParams): readonly string[] {
  const uris = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return [...new Set(uris.map((uri) => uri.replace(/\/+$/, "")))];
}
