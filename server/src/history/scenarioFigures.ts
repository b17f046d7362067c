/** How the samples of a scenario other than single-stream came about, as it is kept with a run. Types only. */

export type ScenarioFigures = MultiStreamFigures | OfflineFigures | ServerFigures;

/** `samplesMs`: of queries, from their start until all their samples were done. */
export interface MultiStreamFigures {
  readonly kind: "multi-stream";
  readonly samplesPerQuery: number;
  /** One run of all samples, or as many runs begun at once where the batch is fixed. */
  readonly as: "batch" | "runs";
}

/** `samplesMs`: of runs at the best batch, taken after the search. */
export interface OfflineFigures {
  readonly kind: "offline";
  readonly tried: readonly BatchTried[];
  /** Why no larger batch was tried. */
  readonly endedBy: "no-gain" | "memory" | "time" | "failure" | "fixed-batch";
}

export interface BatchTried {
  readonly batch: number;
  readonly samplesMs: readonly number[];
  readonly rssBytes: number;
  /** The runtime's words where it failed. */
  readonly failure?: string;
}

/** `samplesMs`: of queries of the last trial at the rate reported, from the moment they were due. */
export interface ServerFigures {
  readonly kind: "server";
  /** What the trial that `samplesMs` are of was; null when not even one run alone keeps the bound. */
  readonly ratePerSecond: number | null;
  readonly boundMs: number;
  /** Queries finished for each second from the first due to the last done. */
  readonly finishedPerSecond: number;
  /** Of runs one after the other, before any load. */
  readonly serviceMs: readonly number[];
  /** In the order they were made. */
  readonly trials: readonly RateTrial[];
}

export interface RateTrial {
  readonly ratePerSecond: number;
  readonly purpose: "search" | "confirm";
  readonly planned: number;
  readonly latenciesMs: readonly number[];
  readonly finishedPerSecond: number;
  /** Given up: so many were late that the rest could not make it good. */
  readonly cutShort: boolean;
}
