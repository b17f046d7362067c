/** What is read from one inferlens.json, and what is said about the rest of it. */
import { describe, expect, it } from "vitest";
import { createConfigReader } from "../../../server/src/config/problems.ts";

const read = createConfigReader([
  { name: "web-fp32-model", summary: "fp32", severity: "warning" },
  { name: "lazy-load-race", summary: "race", severity: "warning" },
]);
const problems = (text: string): readonly string[] =>
  read(text).problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);

describe("reading inferlens.json", () => {
  it("takes every key it knows", () => {
    const text = JSON.stringify({
      $schema: "x",
      profile: "strict",
      rules: { "web-fp32-model": "off", "lazy-load-race": "error" },
      target: "browser",
      tests: ["**/*.bench.ts"],
      exclude: ["vendor/**"],
      frameworks: ["ours.json"],
      measure: { seconds: 5, dimensions: { "a.onnx": { "x.0": 4 } } },
    });
    const { values, problems: found } = read(text);
    expect(found).toEqual([]);
    expect(values).toEqual({
      profile: "strict",
      rules: { "web-fp32-model": "off", "lazy-load-race": "error" },
      target: "browser",
      tests: ["**/*.bench.ts"],
      exclude: ["vendor/**"],
      frameworks: ["ours.json"],
      measure: { seconds: 5, dimensions: { "a.onnx": { "x.0": 4 } } },
    });
  });

  it("names the rule that was meant, at its key, and keeps the others", () => {
    const text = '{ "rules": { "web-fp32": "off", "lazy-load-race": "hint" } }';
    expect(problems(text)).toEqual([
      '"web-fp32": Unknown rule "web-fp32". Did you mean "web-fp32-model"? Defaults stay in force.',
    ]);
    expect(read(text).values.rules?.["lazy-load-race"]).toBe("hint");
  });

  it("checks budgets figure by figure", () => {
    const text = '{ "budgets": { "a.onnx": { "p95": "20", "p59": "20 ms", "load": "1 s", "throughput": 40 } } }';
    expect(problems(text)).toEqual([
      '"20": "budgets.a.onnx.p95" must be written as "20 ms". Defaults stay in force.',
      '"p59": Unknown figure "p59". Did you mean "p50"? Defaults stay in force.',
    ]);
    expect(read(text).values.budgets).toEqual({ "a.onnx": { p59: "20 ms", load: "1 s", throughput: 40 } });
  });

  it("suggests nothing for a word that is like none", () => {
    expect(problems('{ "rules": { "zzzzzzzz": "off" } }')).toEqual([
      '"zzzzzzzz": Unknown rule "zzzzzzzz". Defaults stay in force.',
    ]);
  });

  it("names unknown keys at every level", () => {
    expect(problems('{ "rulse": {}, "measure": { "second": 3 } }')).toEqual([
      '"rulse": Unknown key "rulse". Did you mean "rules"? Defaults stay in force.',
      '"second": Unknown key of measure "second". Did you mean "seconds"? Defaults stay in force.',
    ]);
    expect(read('{ "rulse": {}, "profile": "strict" }').values).toEqual({ profile: "strict" });
  });

  it("drops a wrong value and nothing beside it", () => {
    const text =
      '{ "profile": "recommendet", "rules": { "web-fp32-model": "warn", "lazy-load-race": "off" }, "target": 3 }';
    expect(read(text).values).toEqual({ rules: { "lazy-load-race": "off" } });
    expect(problems(text)).toEqual([
      '"recommendet": "profile" must be one of recommended, strict, all. Did you mean "recommended"? Defaults stay in force.',
      '"warn": "rules.web-fp32-model" must be one of off, hint, information, warning, error. Did you mean "warning"? Defaults stay in force.',
      expect.stringMatching(/^3: "target" must be one of/),
    ]);
  });

  it("names what is wrong in an override, at its place, and keeps the rest of it", () => {
    const text = `{ "overrides": [
      { "files": ["a/**"], "rules": { "web-fp32": "off", "lazy-load-race": "of" }, "profiel": "all" },
      { "rules": { "lazy-load-race": "off" } },
      { "files": "b/**" }, 7
    ] }`;
    expect(problems(text)).toEqual([
      '"web-fp32": Unknown rule "web-fp32". Did you mean "web-fp32-model"? Defaults stay in force.',
      expect.stringMatching(/^"of": "overrides.0.rules.lazy-load-race" must be one of .* Did you mean "off"\?/),
      '"profiel": Unknown key of an override "profiel". Did you mean "profile"? Defaults stay in force.',
      expect.stringMatching(/"overrides.1" must have required property 'files'. Defaults stay in force.$/),
      '"b/**": "overrides.2.files" must be array. Defaults stay in force.',
      '7: "overrides.3" must be object. Defaults stay in force.',
    ]);
    expect(read(text).values.overrides?.[0]).toMatchObject({ files: ["a/**"] });
    expect(read(text).values.overrides?.[0]?.rules?.["lazy-load-race"]).toBeUndefined();
  });

  it("drops one bad entry of a list", () => {
    expect(read('{ "exclude": ["a/**", 3] }').values.exclude?.filter(Boolean)).toEqual(["a/**"]);
  });

  it("reads what it can of half-typed text, comments and trailing commas", () => {
    const { values, problems: found } = read('{ // mine\n "profile": "strict", "rules": { "web-fp32-model": "off"');
    expect(values).toEqual({ profile: "strict", rules: { "web-fp32-model": "off" } });
    expect(found.map((problem) => problem.kind)).toEqual(["syntax", "syntax"]);
    expect(read('{ "profile": "strict", }').problems).toEqual([]);
  });

  it.each(["", "[]", "null", '"x"', "{", "<<<<<<< HEAD", "\uFEFF{}"])("survives %j", (text) => {
    expect(read(text).values).toEqual({});
  });

  it("does not mistake __proto__ for more than a name", () => {
    expect(read('{ "__proto__": { "profile": "strict" } }').values.profile).toBeUndefined();
    expect(({} as { profile?: string }).profile).toBeUndefined();
  });
});
