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
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "InferLens",
    description:
      "Settings of InferLens for the files below this one. Every key is taken from the nearest inferlens.json that has it.",
    type: "object",
    properties: {
      $schema: { type: "string" },
      profile: {
        description: "recommended: rules that rarely need a second look. strict: preview rules as well.",
        enum: profiles,
        default: "recommended",
      },
      rules: {
        description: "Severity of each rule, or off.",
        type: "object",
        properties: Object.fromEntries(
          rules.map((rule) => [rule.name, { description: rule.summary, enum: severities, default: rule.severity }]),
        ),
        additionalProperties: { enum: severities },
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
