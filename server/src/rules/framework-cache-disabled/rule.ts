/** A library is told not to keep the weights it downloads. */
import type { SettingWrite, Usage } from "../../usage/usage.ts";
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => row.setting?.of === "cache" || offersChoice(row, "cache");

export default defineRule({
  name: "framework-cache-disabled",
  summary: "The cache for downloaded weights is switched off, so each start downloads them again.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "force_download downloads weights again and overrides what the cache has.",
      source: "https://huggingface.co/docs/transformers/main_classes/model",
    },
    {
      claim: "Files are kept by default: in a browser by its Cache API, in Node on disk.",
      source: "https://huggingface.co/docs/transformers.js/api/env",
    },
    {
      claim: "One model file is 1.11 GB in full precision and about 279 MB quantised.",
      source: "https://github.com/typeclaw/typeclaw/pull/806",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "cache")) report(wordsOf(usage, one));
    if (readsElsewhere(usage)) return;
    for (const write of usage.settings) {
      const { setting } = write.row;
      if (setting?.of !== "cache" || !isOf(write) || !takesEffect(usage, write)) continue;
      const place = usage.textOf(write.span).split("=")[0]!.trim();
      const short = place.split(".").at(-1)!;
      report({
        at: write.span,
        about: null,
        message: `${short} is off, which ${setting.effect}. Leave it on.`,
        reasons: [],
        fixes: [
          {
            title: `Leave ${short} on`,
            class: "suggestion",
            changes: "what is kept on disk",
            make: (say) => say.removeAssignment(write.span),
          },
        ],
      });
    }
  },
});

const isOf = ({ row, value }: SettingWrite): boolean =>
  value.kind === "literal" && value.value !== null && (row.setting?.is?.includes(value.value) ?? false);

/** The files are the application's own, or it keeps them itself. */
const readsElsewhere = (usage: Usage): boolean =>
  usage.settings.some((write) => write.row.setting?.of === "source" && isOf(write));

function takesEffect(usage: Usage, { row }: SettingWrite): boolean {
  const { where, unlessGlobals } = row.setting!;
  if (unlessGlobals?.some((name) => usage.facts.globals.has(name))) return false;
  return where === undefined || usage.platform === "unknown" || usage.platform === where;
}
