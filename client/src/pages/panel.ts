/**
 * One panel that shows a page: asks the server for it, again when a filter changes, and does what is clicked. Absent on purpose: which
 * panels there are (panels.ts), and drawing.
 */
import { commands as editor, env, type LogOutputChannel, Uri, type ViewColumn, type WebviewPanel } from "vscode";
import { commands, type Page, type PageAnswer, type PageRequest } from "../../../server/src/lsp/protocol.ts";
import type { Server } from "../server.ts";
import { exportPage } from "./exportPage.ts";
import { htmlOf } from "./html.ts";
import type { FromWebview, ToWebview } from "./messages.ts";

export interface PagePanel {
  show(request: PageRequest): Promise<void>;
  /** The same page with what is known now. */
  refresh(): Promise<void>;
  reveal(): void;
  /** Where it stands; undefined while it is hidden. */
  readonly column: ViewColumn | undefined;
}

export interface PanelOptions {
  readonly panel: WebviewPanel;
  readonly server: Server;
  readonly log: LogOutputChannel;
  readonly extension: Uri;
}

export function pagePanel({ panel, server, log, extension }: PanelOptions): PagePanel {
  const dist = Uri.joinPath(extension, "dist");
  const { webview } = panel;
  let request: PageRequest | undefined;
  let page: Page | undefined;
  let asked = 0;
  let pictured: ((url: string | null) => void) | undefined;
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });

  const tell = async (message: ToWebview): Promise<void> => {
    await isReady;
    await webview.postMessage(message);
  };

  const load = async (): Promise<void> => {
    if (!request) return;
    const wanted = request;
    const number = ++asked;
    try {
      const answer = await server.ask<PageAnswer | null>(commands.page, wanted);
      if (number !== asked) return; // a later request is on its way
      if (answer === null || "reason" in answer)
        return await tell({ kind: "failed", reason: answer?.reason ?? "There is nothing to show." });
      page = answer.page;
      panel.title = page.title;
      await tell({ kind: "page", page, request: wanted });
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      if (number === asked)
        await tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
    }
  };

  const picture = async (): Promise<string | null> => {
    const answer = new Promise<string | null>((resolve) => {
      pictured = resolve;
    });
    await tell({ kind: "pictureWanted" });
    return answer;
  };

  const hear = async (message: FromWebview): Promise<void> => {
    switch (message.kind) {
      case "ready":
        return ready();
      case "filter":
        if (request) request = { ...request, filters: { ...request.filters, [message.id]: message.value } };
        return load();
      case "button":
        // What stands in a page comes from our server; all the same it may start nothing but our own commands.
        if (!message.command.startsWith("inferlens.")) return;
        await editor.executeCommand(message.command, message.argument);
        return load();
      case "copy":
        return env.clipboard.writeText(message.text);
      case "export":
        return page && exportPage(server, page, picture);
      case "picture":
        return pictured?.(message.url);
      case "showLog":
        return log.show();
      case "back":
        return void (await editor.executeCommand("workbench.action.focusPreviousGroup"));
    }
  };

  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.onDidReceiveMessage((message: FromWebview) =>
    hear(message).catch((error: unknown) => log.error(error instanceof Error ? error : String(error))),
  );
  webview.html = htmlOf(webview, dist, "Reading measurements");

  return {
    async show(next) {
      request = next;
      await load();
    },
    refresh: load,
    get column() {
      return panel.viewColumn;
    },
    reveal: () => panel.reveal(undefined, false),
  };
}
