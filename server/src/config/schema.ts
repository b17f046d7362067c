/**
 * The JSON schema of inferlens.json, made from the register of rules. Absent on purpose: a ban on unknown names. A file may
 * be written for a newer version, and our own check names the nearest known word, which a schema cannot.
 */
import { profiles, severities, targets } from "./values.ts";

export interface RuleSummary {
  readonly name: string;
  readonly summary: string;
  readonly severity: string;
}

/** JSON schema, draft 7, as plain data. */
export function configSchema(rules: readonly RuleSummary[]): Record<string, unknown> {
  const profile = {
    description:
      "recommended: stable rules that rarely need a second look. strict: all stable rules, hints as well. all: also rules that are still being tried.",
    enum: profiles,
    default: "recommended",
  };
  const severityOf = {
    description: "Severity of each rule, or off. A rule named here is asked whatever the profile says.",
    type: "object",
    properties: Object.fromEntries(
      rules.map((rule) => [rule.name, { description: rule.summary, enum: severities, default: rule.severity }]),
    ),
    additionalProperties: { enum: severities },
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "InferLens",
    description:
      "Settings of InferLens for the files below this one. Every key is taken from the nearest inferlens.json that has it.",
    type: "object",
    properties: {
      $schema: { type: "string" },
      profile,
      rules: severityOf,
      overrides: {
        description:
          "Other severities, or another profile, for some files. A later entry stands above an earlier one, every entry above the keys beside it.",
        type: "array",
        items: {
          type: "object",
          required: ["files"],
          properties: {
            files: {
              description: "Globs of the files this entry is about, relative to this inferlens.json.",
              type: "array",
              minItems: 1,
              items: { type: "string", minLength: 1 },
            },
            rules: severityOf,
            profile,
          },
        },
        examples: [[{ files: ["scripts/**"], rules: { "model-load-in-hot-path": "off" } }]],
      },
      target: { description: "Where this code runs, when it should not be guessed.", enum: targets },
      tests: {
        description: "Globs of files that are tests, relative to this file.",
        type: "array",
        items: { type: "string", minLength: 1 },
        examples: [["**/*.bench.ts"]],
      },
      exclude: {
        description: "Globs of files that are not looked at, relative to this file.",
        type: "array",
        items: { type: "string", minLength: 1 },
        examples: [["vendor/**"]],
      },
      frameworks: {
        description:
          "Files that describe your own wrappers, in the form of the framework files of InferLens, relative to this file.",
        type: "array",
        items: { type: "string", minLength: 1 },
      },
      measure: {
        description: "How models are measured.",
        type: "object",
        properties: {
          seconds: {
            description: "Longest time one measurement may take.",
            type: "number",
            minimum: 1,
            maximum: 600,
            default: 10,
          },
          dimensions: {
            description:
              "Sizes of dynamic dimensions: by model path relative to this file, then by input name and index.",
            type: "object",
            additionalProperties: {
              type: "object",
              additionalProperties: { type: "integer", minimum: 1, maximum: 1_000_000 },
            },
            examples: [{ "models/detector.onnx": { "images.0": 1 } }],
          },
        },
      },
    },
  };
}
