/**
 * Asks the client to look again at lenses and hints: at once when something ends, at most once a second while a measurement
 * runs, because drawing costs time that ends up in the figures. Absent on purpose: what is drawn.
 */
import { CodeLensRefreshRequest } from "vscode-languageserver/node";
import type { ServerContext } from "./serverContext.ts";

export interface Surfaces {
  /** Now. */
  refresh(): void;
  /** Within a second. */
  refreshSoon(): void;
  close(): void;
}

const shortestGapMs = 1_000;

export function createSurfaces({ connection, abilities, log }: ServerContext, told: () => void): Surfaces {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const refresh = (): void => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    told();
    const failed = (error: unknown): void => log.failure("cannot refresh the editor", error);
    if (abilities.refreshLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(failed);
    if (abilities.refreshHints) connection.languages.inlayHint.refresh().catch(failed);
  };

  return {
    refresh,
    refreshSoon() {
      if (timer) return;
      const wait = last + shortestGapMs - performance.now();
      if (wait <= 0) refresh();
      else timer = setTimeout(refresh, wait);
    },
    close: () => clearTimeout(timer),
  };
}
