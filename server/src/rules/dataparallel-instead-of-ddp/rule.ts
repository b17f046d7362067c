/** One process drives several devices with threads and copies the model to each of them in every run. */
import { argumentOf, follow } from "../../usage/values.ts";
import { chosen, offersChoice } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "parallel");

export default defineRule({
  name: "dataparallel-instead-of-ddp",
  summary: "One process drives all devices with threads and copies the model to each in every run.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["throughput", "scalability"],
  fix: "none",
  evidence: [
    {
      claim: "Even on a single machine DistributedDataParallel is advised, as it has a process for each device.",
      source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html",
    },
    {
      claim: "DataParallel replicates the model in each forward, and its threads contend for the interpreter's lock.",
      source: "https://docs.pytorch.org/tutorials/beginner/ddp_series_theory.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const { event, choice, at } of chosen(usage, "parallel")) {
      const { devices } = event.row.spread ?? {};
      const given = devices === undefined ? undefined : argumentOf(usage.facts, event.call, devices);
      const list = given && follow(usage.facts, given);
      // One device: nothing is copied.
      if (list?.kind === "array" && !list.open && list.items.length < 2) continue;
      report({ at, about: event.call.id, message: `${choice.says}. ${choice.advice}` });
    }
  },
});
