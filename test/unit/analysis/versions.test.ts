/** What rules say depends on the version a project has of a library. Absent on purpose: how the version is found (workspace). */
import { expect, it } from "vitest";
import { analyze } from "../../../server/src/analysis/analyze.ts";
import { defaultSettings } from "../../../server/src/analysis/settings.ts";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";

const python = await loadFrontEnd("python");

/** `rule severity: message` of each finding, with what its first fix makes of the text. */
function said(text: string, version: string | undefined): readonly string[] {
  const parsed = python.parse({ fileName: "load.py", text });
  const { findings } = analyze(parsed, { ...defaultSettings, profile: "all" }, { versionOf: () => version });
  return findings.map(({ rule, severity, fixes }) => `${rule} ${severity}: ${fixes[0]?.title ?? "by hand"}`);
}

const load = (options: string): string => `from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-3B"${options}).to("cuda")
`;

it.each([
  ["4.40.0", ['hf-weights-fp32 warning: Add torch_dtype="auto"']],
  ["4.56.2", ['hf-weights-fp32 warning: Add dtype="auto"']],
  ["5.1.0", []],
  [undefined, ['hf-weights-fp32 hint: Add torch_dtype="auto"']],
])("weights by default with version %s", (version, expected) => {
  expect(said(load(""), version)).toEqual(expected);
});

it.each([
  ["4.50.0", ["removed-bnb-kwargs information: Pass it in a quantization_config"]],
  ["5.0.0", ["removed-bnb-kwargs error: Pass it in a quantization_config"]],
  [undefined, ["removed-bnb-kwargs information: Pass it in a quantization_config"]],
])("an option that is gone with version %s", (version, expected) => {
  expect(said(load(", load_in_4bit=True"), version)).toEqual(expected);
});

it.each([
  ["4.50.0", ["slow-tokenizer warning: Remove use_fast"]],
  ["5.0.0", []],
  [undefined, ["slow-tokenizer information: Remove use_fast"]],
])("a slow tokenizer with version %s", (version, expected) => {
  const text = `from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased", use_fast=False)
`;
  expect(said(text, version)).toEqual(expected);
});
