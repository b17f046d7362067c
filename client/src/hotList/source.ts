/**
 * The findings of the workspace as the server tells them: read anew when it says they may differ, one reading at a time. Absent
 * on purpose: grouping, filtering and drawing.
 */
import { CancellationTokenSource, type Event, EventEmitter } from "vscode";
import type { WorkspaceFinding } from "../../../server/src/lsp/protocol.ts";
import type { Server } from "../server.ts";

export type HotListState =
  | { readonly kind: "waiting" }
  | { readonly kind: "reading"; readonly filesRead: number; readonly ofFiles: number }
  | { readonly kind: "read"; readonly files: number; readonly filesWithModelCode: number }
  | { readonly kind: "failed"; readonly reason: string };

export interface HotListSource {
  readonly findings: readonly WorkspaceFinding[];
  readonly state: HotListState;
  readonly onDidChange: Event<void>;
  /** Reads anew; what is known stays until all is read. */
  refresh(): Promise<void>;
  dispose(): void;
}

/** The first diagnostics come first. */
const afterStartMs = 1_500;

export function createHotListSource(server: Server): HotListSource {
  const changed = new EventEmitter<void>();
  let findings: readonly WorkspaceFinding[] = [];
  let state: HotListState = { kind: "waiting" };
  let reading: CancellationTokenSource | undefined;
  let timer: NodeJS.Timeout | undefined;

  const become = (next: HotListState, known = findings): void => {
    state = next;
    findings = known;
    changed.fire();
  };

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    reading?.cancel();
    reading = undefined;
  };

  const refresh = async (): Promise<void> => {
    stop();
    if (server.state !== "running") return;
    const own = new CancellationTokenSource();
    reading = own;
    const first = state.kind === "waiting" || state.kind === "failed";
    if (first) become({ kind: "reading", filesRead: 0, ofFiles: 0 }, []);
    try {
      const answer = await server.findings((part) => {
        if (reading !== own || !first) return;
        const { filesRead, ofFiles } = part;
        become({ kind: "reading", filesRead, ofFiles }, [...findings, ...part.findings]);
      }, own.token);
      if (reading !== own) return;
      const { files, filesWithModelCode } = answer;
      become({ kind: "read", files, filesWithModelCode }, answer.findings);
    } catch (error) {
      if (reading === own) become({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
    } finally {
      if (reading === own) reading = undefined;
      own.dispose();
    }
  };

  let running = false;
  const followServer = (): void => {
    const runs = server.state === "running";
    if (runs === running) return;
    running = runs;
    stop();
    if (runs) timer = setTimeout(refresh, afterStartMs);
    else become({ kind: "waiting" }, []);
  };
  const subscriptions = [server.onDidChange(followServer), server.onFindingsChanged(refresh)];
  followServer();

  return {
    get findings() {
      return findings;
    },
    get state() {
      return state;
    },
    onDidChange: changed.event,
    refresh,
    dispose() {
      stop();
      for (const subscription of subscriptions) subscription.dispose();
      changed.dispose();
    },
  };
}
