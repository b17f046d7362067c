/**
 * Queries sent at the times a schedule says, whether or not earlier ones are done. A latency counts from when the query was due:
 * a query that had to wait because the one before was slow has waited, and leaving that out (coordinated omission) would hide
 * exactly what a tail is made of. Absent on purpose: the clock and the model, which are handed in.
 */

export interface OpenLoop {
  readonly run: () => Promise<unknown>;
  readonly now: () => number;
  /** Comes back at that time or as soon after as it can, but not before what runs went on for a turn. */
  readonly waitUntil: (ms: number) => Promise<void>;
  /** More latencies above the bound than this, or so late, and the rest is not sent. */
  readonly giveUp: { readonly aboveMs: number; readonly count: number; readonly afterMs: number };
  /** Now and then, outside of any latency but not for free. */
  readonly told?: (done: number) => void;
}

export interface Offered {
  /** Of finished queries, in the order they were due. */
  readonly latenciesMs: Float64Array;
  /** From the start until the last was done. */
  readonly spanMs: number;
  readonly cutShort: boolean;
}

export async function offer(schedule: Float64Array, loop: OpenLoop): Promise<Offered> {
  const { run, now, waitUntil, giveUp, told } = loop;
  const latencies = new Float64Array(schedule.length).fill(Number.NaN);
  const start = now();
  let above = 0;
  let done = 0;
  let last = start;
  let failure: unknown;
  let failed = false;
  const running = new Set<Promise<void>>();

  const send = (index: number, due: number): void => {
    const query = run().then(
      () => {
        last = now();
        latencies[index] = last - due;
        done++;
        if (latencies[index]! > giveUp.aboveMs) above++;
        running.delete(query);
      },
      (error: unknown) => {
        failed = true;
        failure = error;
        running.delete(query);
      },
    );
    running.add(query);
  };

  const hopeless = () => above > giveUp.count || now() - start > giveUp.afterMs;
  let sent = 0;
  for (; sent < schedule.length && !failed && !hopeless(); sent++) {
    const due = start + schedule[sent]!;
    // Late or not: what runs goes on first, so that a query done is seen done before the next begins.
    await waitUntil(due);
    // More would only fill memory; they are late already and stay counted from when they were due.
    if (running.size >= mostWaiting) await Promise.race(running);
    told?.(done);
    send(sent, due);
  }
  const cutShort = sent < schedule.length;
  while (running.size > 0 && !failed) await Promise.race(running);
  if (failed) throw failure;
  return {
    latenciesMs: latencies.filter((latency) => !Number.isNaN(latency)),
    spanMs: last - start,
    cutShort,
  };
}

const mostWaiting = 10_000;
