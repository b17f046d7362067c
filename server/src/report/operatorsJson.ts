/** A profile for machines: units in every key, figures as numbers, raw samples included. Absent on purpose: rounding. */
import { rooflineOf } from "../bench/roofline.ts";
import type { ProfileRun } from "../history/record.ts";
import { groupsOf } from "./operatorsText.ts";

/** `roofline` is computed from `record`; what is not known is null. */
export function operatorsJson(record: ProfileRun): object {
  if (record.outcome.kind === "failed") return { record };
  const roof = rooflineOf(record.outcome.profile);
  return {
    roofline: {
      ...roof,
      operators: groupsOf(roof).map(({ nodes: members, ...group }) => ({ ...group, nodes: members.length })),
      nodes: roof.nodes.map(({ node, timeMs, share, work, bound, ofPeak, flopsPerSecond, bytesPerSecond }) => ({
        name: node.name,
        operator: node.operator,
        timeMs,
        share,
        bound,
        ofPeak,
        flops: work?.flops ?? null,
        readBytes: work?.readBytes ?? null,
        writtenBytes: work?.writtenBytes ?? null,
        flopsPerSecond,
        bytesPerSecond,
      })),
    },
    record,
  };
}
