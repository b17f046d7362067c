/** What a process holds, without what only waits to be collected. Absent on purpose: what it means (growth). */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Gives a look at the bytes that are held; each look collects garbage first. The heap takes room and gives it back as it likes, by
 * more than most calls leave behind: of it only what is used counts. Made only where memory is what is asked for: V8 is told to
 * hand out its collector.
 */
export function watchHeldBytes(): () => number {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  return () => {
    collectGarbage();
    const { rss, heapTotal, heapUsed } = process.memoryUsage();
    return rss - heapTotal + heapUsed;
  };
}
