/** Mixed precision by an older name, which warns at each use. Absent on purpose: versions that do not have the new name. */
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { isFrom } from "../../usage/versions.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ replaced }) => replaced !== undefined;

export default defineRule({
  name: "amp-legacy-api",
  summary: "Mixed precision is switched on by an older name, which warns at each use.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "precision",
  dimensions: ["efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "torch.cuda.amp.autocast, torch.cpu.amp.autocast and torch.cuda.amp.GradScaler are deprecated in favour of torch.amp.",
      source: "https://docs.pytorch.org/docs/stable/amp.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("mix", "scale")) {
      const { replaced } = event.row;
      if (!replaced || !isFrom(usage, event.framework.package, replaced.since) || isTried(usage, event)) continue;
      report({
        at: event.call.callee,
        about: event.call.id,
        message: `${usage.textOf(event.call.callee)} warns at each use. Write ${replaced.by}(${replaced.device}) instead.`,
        fixes: [
          {
            title: "Write the name that replaced it",
            class: "suggestion",
            changes: "the version it needs",
            make: (say) => say.rewrite(event.call.span, `{${replaced.by}}(${replaced.device}, {arguments})`),
          },
        ],
      });
    }
  },
});

/** Code for several versions tries one name after the other. */
const isTried = ({ facts }: Usage, { call }: Event): boolean =>
  upFrom(facts, call.scope).some(({ kind }) => kind === "try" || kind === "branch");
