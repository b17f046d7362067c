/**
 * The JSON schema of inferlens.json, made from the register of rules. Absent on purpose: a ban on unknown names. A file may
 * be written for a newer version, and our own check names the nearest known word, which a schema cannot.
 */
import { type Figure, figureNames, figures, quantityExamples, quantityPatterns } from "../history/budget.ts";
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
      budgets: {
        description:
          "What models and functions may cost: by model path (models/detector.onnx), function (src/embed.ts:embed) or glob, relative to this file. Over budget is told beside the code, and ends inferlens bench --budget with exit code 1.",
        type: "object",
        additionalProperties: {
          type: "object",
          properties: {
            ...Object.fromEntries(figureNames.map((figure) => [figure, limitSchema(figure)])),
            machine: {
              description:
                "Machines the budget holds for, as a glob over their names: INFERLENS_MACHINE where it is set, the host's name, the processor's. Elsewhere it is not judged.",
              type: "string",
              minLength: 1,
              examples: ["ci-*"],
            },
          },
          defaultSnippets: [{ label: "p95", body: { p95: "${1:20 ms}" } }],
        },
        examples: [{ "models/detector.onnx": { p95: "20 ms", machine: "ci-*" } }],
        defaultSnippets: [{ label: "budget of a model", body: { "${1:models/detector.onnx}": { p95: "${2:20 ms}" } } }],
      },
      measure: {
        description: "How models and functions are measured.",
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
          replay: {
            description:
              "Address of a local server that speaks the language of your model services: functions that are measured call it instead of them.",
            type: "string",
            pattern: "^https?://",
            patternErrorMessage: "Write it as http://127.0.0.1:11434.",
            examples: ["http://127.0.0.1:11434"],
          },
          prices: {
            description:
              "What a million tokens cost, in dollars, by model as its service names it (the start of the name is enough). Shown with functions that call it.",
            type: "object",
            additionalProperties: {
              type: "object",
              properties: {
                input: { description: "Tokens sent.", type: "number", minimum: 0 },
                output: { description: "Tokens received.", type: "number", minimum: 0 },
              },
            },
            examples: [{ "gpt-4o-mini": { input: 0.15, output: 0.6 } }],
          },
        },
      },
    },
  };
}

function limitSchema(figure: Figure): Record<string, unknown> {
  const { unit, bound, description } = figures[figure];
  const examples = [quantityExamples[unit]];
  const text = { type: "string", pattern: quantityPatterns[unit], examples };
  return {
    description: `${description} ${bound === "most" ? "At most" : "At least"} this.`,
    ...(unit === "rate" ? { anyOf: [text, { type: "number", exclusiveMinimum: 0 }] } : text),
    patternErrorMessage: `Write it as ${quantityExamples[unit]}.`,
    examples,
  };
}
