/** Speed without clocks: how often analysis asks the expensive questions, with all rules on. Absent on purpose: times; `npm run bench` has them. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { plainSource, serviceSource } from "../../scripts/bench/fixture.ts";
import { createAnalyzer } from "../../server/src/analysis/analyze.ts";
import { defaultSettings } from "../../server/src/analysis/settings.ts";
import { typescript } from "../../server/src/languages/typescript/frontEnd.ts";
import { Resolver } from "../../server/src/languages/typescript/resolve.ts";
import { rules } from "../../server/src/rules/index.ts";

const settings = { ...defaultSettings, profile: "all" } as const;
const questions = ["callPaths", "callTarget", "bindingPaths", "binding", "member", "expression"] as const;

function countsOf(text: string) {
  const spies = questions.map((name) => vi.spyOn(Resolver.prototype, name));
  const parsed = typescript.parse({ fileName: "src/service.ts", text });
  const facts = vi.spyOn(parsed, "facts");
  const { findings } = createAnalyzer(rules)(parsed, settings);
  const asked = Object.fromEntries(questions.map((name, at) => [name, spies[at]!.mock.calls.length]));
  const reads = facts.mock.calls.length;
  vi.restoreAllMocks();
  return { asked, reads, findings: findings.length, facts: parsed.facts() };
}

describe("analysis with all rules", () => {
  afterEach(() => vi.restoreAllMocks());

  it("asks where a call leads once, however many rules want to know", () => {
    const { asked, facts, findings } = countsOf(serviceSource(300));
    expect(findings).toBeGreaterThan(0);
    expect(asked.callPaths).toBeLessThanOrEqual(facts.calls.length);
    expect(asked.callTarget).toBeLessThanOrEqual(facts.calls.length);
    expect(asked.bindingPaths).toBeLessThanOrEqual(facts.bindings.length);
  });

  it("asks twice as much of a text that is twice as long, and no more", () => {
    const small = countsOf(serviceSource(600));
    const large = countsOf(serviceSource(1200));
    expect(large.facts.calls.length).toBeGreaterThan(1.8 * small.facts.calls.length);
    for (const name of questions) expect(large.asked[name], name).toBeLessThan(2.3 * small.asked[name]!);
  });

  it("builds no facts of a text that names nothing known", () => {
    const plain = countsOf(plainSource(300));
    expect(plain.reads).toBe(0);
    expect(Object.values(plain.asked)).toEqual(questions.map(() => 0));
  });
});
