/**
 * The panels of pages: one for each kind, opened beside the editor and only by a command, there again after a reload. Absent on
 * purpose: which page a command asks for.
 */
import {
  Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  ViewColumn,
  type WebviewPanel,
  window,
} from "vscode";
import type { PageRequest } from "../../../server/src/lsp/protocol.ts";
import type { Server } from "../server.ts";
import type { Kept } from "./messages.ts";
import { type PagePanel, pagePanel } from "./panel.ts";

export interface Pages extends Disposable {
  show(request: PageRequest): Promise<void>;
}

const names: Readonly<Record<PageRequest["kind"], string>> = {
  trend: "Trend",
  compare: "Compare",
  sweep: "Settings",
  operators: "Where the Time Goes",
  run: "Measurement",
};

/** Where a page is already, else beside the editor: code and figures stay side by side. */
const columnFor = (open: ReadonlyMap<unknown, PagePanel>): ViewColumn =>
  [...open.values()].find(({ column }) => column !== undefined)?.column ?? ViewColumn.Beside;

const typeOf = (kind: PageRequest["kind"]): string => `inferlens.${kind}`;

export function createPages(context: ExtensionContext, server: Server, log: LogOutputChannel): Pages {
  const open = new Map<PageRequest["kind"], PagePanel>();

  const adopt = (kind: PageRequest["kind"], panel: WebviewPanel): PagePanel => {
    const made = pagePanel({ panel, server, log, extension: context.extensionUri });
    open.set(kind, made);
    panel.onDidDispose(() => {
      if (open.get(kind) === made) open.delete(kind);
    });
    return made;
  };

  const serializers = (Object.keys(names) as PageRequest["kind"][]).map((kind) =>
    window.registerWebviewPanelSerializer(typeOf(kind), {
      async deserializeWebviewPanel(panel: WebviewPanel, kept: Kept | undefined) {
        if (!kept?.request) return panel.dispose();
        // Not awaited: the editor waits for this before it shows anything.
        void adopt(kind, panel).show(kept.request);
      },
    }),
  );

  // A measurement that has just ended belongs into what is shown.
  let measuring = false;
  const ended = server.onDidChange(() => {
    const now = server.status?.measuring != null;
    if (measuring && !now) for (const panel of open.values()) void panel.refresh();
    measuring = now;
  });

  return Object.assign(Disposable.from(...serializers, ended), {
    async show(request: PageRequest) {
      const known = open.get(request.kind);
      if (known) known.reveal();
      const panel =
        known ??
        adopt(
          request.kind,
          window.createWebviewPanel(typeOf(request.kind), names[request.kind], columnFor(open), {
            enableScripts: true,
            enableFindWidget: true,
          }),
        );
      await panel.show(request);
    },
  });
}
