/** The pictures of a video are handed one by one to what is made for single pictures, or the task is rebuilt for each. */
import type { Call } from "../../facts/facts.ts";
import { functionAround, upFrom } from "../../usage/scopes.ts";
import type { Usage } from "../../usage/usage.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ onVideo, rebuilds }) => onVideo !== undefined || rebuilds !== undefined;

export default defineRule({
  name: "mediapipe-frame-misuse",
  summary: "Video frames go through the image mode of a task, or a task is reconfigured on every frame.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "edge",
  dimensions: ["speed", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim: "In video mode tracking avoids running detection on every frame, which lowers latency.",
      source: "https://ai.google.dev/edge/mediapipe/solutions/vision/hand_landmarker",
    },
    {
      claim: "The running mode is IMAGE unless it is set.",
      source: "https://ai.google.dev/edge/mediapipe/solutions/vision/object_detector/web_js",
    },
    {
      claim: "setOptions writes the whole graph of a task anew and sets it.",
      source:
        "https://github.com/google-ai-edge/mediapipe/blob/master/mediapipe/tasks/web/vision/hand_landmarker/hand_landmarker.ts",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.events) {
      const { call, row } = event;
      if (!concerns(row, event.framework)) continue;
      const often = usage.frequencyOf(call);
      if (often.per !== "frame" || often.barrier !== null) continue;
      if (row.rebuilds) {
        if (isConditional(usage, call)) continue;
        report({
          at: call.callee,
          about: call.id,
          message: "The task is set up anew on every frame. Set it once, or only where something changed.",
          reasons: often.reasons,
        });
        continue;
      }
      const { sibling, option, value } = row.onVideo!;
      report({
        at: call.callee,
        about: call.id,
        message: `Every frame is taken for a picture of its own. Use ${sibling} with ${option} ${value}.`,
        reasons: often.reasons,
      });
    }
  },
});

/** Not on every frame: some condition in the same function decides. */
const isConditional = ({ facts }: Usage, { scope }: Call): boolean =>
  upFrom(facts, scope, functionAround(facts, scope)?.id).some(({ kind }) => kind === "branch");
