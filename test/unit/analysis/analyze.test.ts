/** What becomes of what rules report: settings, precedence, comments, faults, fingerprints and edits. */
import { describe, expect, it } from "vitest";
import { createAnalyzer } from "../../../server/src/analysis/analyze.ts";
import { finalMessage } from "../../../server/src/analysis/message.ts";
import { defaultSettings } from "../../../server/src/analysis/settings.ts";
import { defineRule } from "../../../server/src/rules/rule.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";
import { analysed, listed, loadRule } from "./analyzed.ts";

const ort = `import * as ort from "onnxruntime-node";\n`;
const load = `ort.InferenceSession.create("m.onnx")`;
const one = `${ort}const s = await ${load};\n`;
const callee = "ort.InferenceSession.create";
const a = loadRule("rule-a");
const b = loadRule("rule-b");

describe("relevance", () => {
  it("a file without known imports is finished at once", () => {
    const asked = (): never => expect.fail("nothing but the specifiers is needed");
    const parsed = {
      fileName: "a.ts",
      text: "",
      specifiers: ["lodash", "./x"],
      facts: asked,
      exports: asked,
      surface: asked,
      say: asked,
    };
    expect(createAnalyzer([a])(parsed, defaultSettings)).toMatchObject({ findings: [], usage: null });
  });
  it("a module nearby that leads to a known package counts", () => {
    const names = new Map([["ort", [{ module: "onnxruntime-node", steps: "" }]]]);
    const host = {
      exportsOf: (specifier: string) => (specifier === "./ort" ? { names, returns: new Map(), stars: [] } : undefined),
    };
    const text = `import { ort } from "./ort";\nconst s = await ${load};`;
    expect(listed(text, { rules: [a], host })).toEqual([`rule-a: ${callee}`]);
    expect(analysed(text, { rules: [a] }).usage).toBeNull();
  });
});

describe("settings", () => {
  it("off, and another severity", () => {
    expect(listed(one, { rules: [a], settings: { rules: { "rule-a": "off" } } })).toEqual([]);
    expect(analysed(one, { rules: [a], settings: { rules: { "rule-a": "error" } } }).findings[0]?.severity).toBe(
      "error",
    );
  });
  it("a report's own severity stands above the rule's and below the settings'", () => {
    const quiet = loadRule("rule-a", {}, () => ({ severity: "information" }));
    expect(analysed(one, { rules: [quiet] }).findings[0]?.severity).toBe("information");
    expect(analysed(one, { rules: [quiet], settings: { rules: { "rule-a": "error" } } }).findings[0]?.severity).toBe(
      "error",
    );
  });
  it.each([
    ["stable warnings", loadRule("rule-a"), ["recommended", "strict", "all"]],
    ["hints", loadRule("rule-a", { severity: "hint" }), ["strict", "all"]],
    ["previews", loadRule("rule-a", { stage: "preview" }), ["all"]],
    ["preview hints", loadRule("rule-a", { stage: "preview", severity: "hint" }), ["all"]],
  ] as const)("%s are asked by their profiles or when named", (_, rule, profiles) => {
    const asking = (["recommended", "strict", "all"] as const).filter(
      (profile) => listed(one, { rules: [rule], settings: { profile } }).length > 0,
    );
    expect(asking).toEqual(profiles);
    expect(listed(one, { rules: [rule], settings: { rules: { "rule-a": "information" } } })).toHaveLength(1);
  });
  it("frameworks of the workspace", () => {
    const own = { package: "our-models", versions: "*", evidence: "", rows: [{ at: "open", role: "load" as const }] };
    const text = `import { open } from "our-models";\nconst m = await open("a");`;
    expect(listed(text, { rules: [a] })).toEqual([]);
    expect(listed(text, { rules: [a], settings: { frameworks: [own] } })).toEqual(["rule-a: open"]);
  });
  it("tests have no findings, examples do", () => {
    expect(listed(one, { rules: [a], fileName: "src/a.test.ts" })).toEqual([]);
    expect(listed(one, { rules: [a], fileName: "examples/a.ts" })).toHaveLength(1);
    expect(
      listed(one, {
        rules: [a],
        fileName: "/home/me/test/project/src/a.ts",
        host: { folder: "/home/me/test/project" },
      }),
    ).toHaveLength(1);
  });
});

describe("one call, one finding", () => {
  it("a rule silences those it knows", () => {
    expect(listed(one, { rules: [a, loadRule("rule-b", { silences: ["rule-a"] })] })).toEqual([`rule-b: ${callee}`]);
  });
  it("a rule that is off silences nobody", () => {
    const rules = [a, loadRule("rule-b", { silences: ["rule-a"] })];
    expect(listed(one, { rules, settings: { rules: { "rule-b": "off" } } })).toEqual([`rule-a: ${callee}`]);
  });
  it("of two at one place the graver speaks, then the earlier", () => {
    expect(listed(one, { rules: [a, b] })).toEqual([`rule-a: ${callee}`]);
    expect(listed(one, { rules: [a, loadRule("rule-b", { severity: "error" })] })).toEqual([`rule-b: ${callee}`]);
  });
  it("another place of the same call may be spoken of when nobody silences it", () => {
    const argument = loadRule("rule-b", {}, ({ call }) => ({ at: call.arguments[0]!.span }));
    expect(listed(one, { rules: [a, argument] })).toEqual([`rule-a: ${callee}`, 'rule-b: "m.onnx"']);
  });
  it("a load silences what is said about a call on its result", () => {
    const runs = defineRule({
      ...b,
      check: ({ usage, report }) => {
        for (const { call } of usage.of("infer"))
          report({ at: call.arguments[0]!.span, about: call.id, message: "b." });
      },
    });
    const text = `${ort}await (await ${load}).run({});\n`;
    expect(listed(text, { rules: [runs] })).toHaveLength(1);
    expect(listed(text, { rules: [loadRule("rule-a", { silences: ["rule-b"] }), runs] })).toEqual([
      `rule-a: ${callee}`,
    ]);
  });
  it("findings come in order of place", () => {
    const text = `${ort}const s = await ${load};\nconst t = await ${load};\n`;
    const starts = analysed(text, { rules: [a] }).findings.map(({ span }) => span.start);
    expect(starts).toHaveLength(2);
    expect([...starts].sort((x, y) => x - y)).toEqual(starts);
  });
});

describe("comments", () => {
  const found = (comment: string, rest = `const s = await ${load};\n`) =>
    listed(`${ort}${comment}\n${rest}`, { rules: [a, loadRule("rule-c", { check: () => {} })] }).map(
      (line) => line.split(":")[0],
    );
  it("silence the next line, their own line, or the file", () => {
    expect(found("// inferlens-ignore rule-a -- measured")).toEqual([]);
    expect(listed(`${ort}const s = await ${load}; // inferlens-ignore rule-a -- measured\n`, { rules: [a] })).toEqual(
      [],
    );
    expect(
      listed(`// inferlens-ignore-file rule-a -- measured\n${ort}\n\nconst s = await ${load};\n`, { rules: [a] }),
    ).toEqual([]);
  });
  it("speak of a whole statement", () => {
    expect(found("// inferlens-ignore rule-a -- measured", `const s =\n  await ${load};\n`)).toEqual([]);
  });
  it("do not reach further", () => {
    expect(found("// inferlens-ignore rule-a -- measured", `const x = 1;\nconst s = await ${load};\n`)).toEqual([
      "unused-ignore",
      "rule-a",
    ]);
    expect(found("// inferlens-ignore rule-c -- measured")).toEqual(["unused-ignore", "rule-a"]);
  });
  it("want a reason", () => expect(found("// inferlens-ignore rule-a")).toEqual(["ignore-without-reason"]));
  it("name rules that exist", () => {
    const text = `${ort}// inferlens-ignore rule-aa -- measured\nconst s = await ${load};\n`;
    const [comment] = analysed(text, { rules: [a] }).findings;
    expect(comment).toMatchObject({ rule: "unknown-rule-in-ignore", severity: "hint" });
    expect(comment?.message).toContain("Did you mean rule-a?");
  });
  it("name a rule at all", () =>
    expect(found("// inferlens-ignore -- measured")).toEqual(["unknown-rule-in-ignore", "rule-a"]));
  it("are not called unused where the rule was not asked", () => {
    const text = `${ort}// inferlens-ignore rule-a -- measured\nconst s = 1;\n`;
    expect(listed(text, { rules: [a], settings: { rules: { "rule-a": "off" } } })).toEqual([]);
    expect(listed(text, { rules: [a], fileName: "a.test.ts" })).toEqual([]);
    const broken = loadRule("rule-a", {
      check: () => {
        throw new Error("no");
      },
    });
    expect(listed(text, { rules: [broken] })).toEqual([]);
  });
});

describe("fixes of comments", () => {
  const rules = [a, b, loadRule("rule-c", { check: () => {} }), loadRule("rule-d", { check: () => {} })];
  const text = (names: string) => `${ort}// inferlens-ignore ${names} -- why\nconst s = await ${load};\n`;
  it("what is unused goes in one pass, what is used stays", () => {
    for (const [names, left] of [
      ["rule-c", `${ort}const s`],
      ["rule-c, rule-d", `${ort}const s`],
      ["rule-c, rule-a, rule-d", "// inferlens-ignore rule-a -- why\n"],
    ] as const) {
      const fixed = applyEdits(text(names), analysed(text(names), { rules }).safeEdits());
      expect(fixed).toContain(left);
      expect(listed(fixed, { rules }).filter((line) => line.startsWith("unused"))).toEqual([]);
    }
  });
  it("a slip is written right on request only", () => {
    const result = analysed(text("rule-aa"), { rules: [a] });
    expect(result.findings[0]?.fixes).toEqual([
      { title: "Write rule-a", class: "suggestion", changes: "what is ignored" },
    ]);
    expect(result.safeEdits()).toEqual([]);
    expect(applyEdits(text("rule-aa"), result.edits(result.findings[0]!, 0)!)).toBe(text("rule-a"));
  });
});

describe("faults", () => {
  it("a rule that throws loses its own findings only", () => {
    const error = new Error("no");
    const broken = loadRule("rule-b", {
      check({ report }) {
        report({ at: { start: 0, end: 1 }, about: 0, message: "half." });
        throw error;
      },
    });
    const { findings, faults } = analysed(one, { rules: [a, broken] });
    expect(findings.map(({ rule }) => rule)).toEqual(["rule-a"]);
    expect(faults).toEqual([{ rule: "rule-b", error }]);
  });
  it("a fix that throws is no fix", () => {
    const bad = loadRule("rule-a", {}, () => ({
      fixes: [
        {
          title: "Break",
          class: "safe",
          make: () => {
            throw new Error("no");
          },
        },
      ],
    }));
    const result = analysed(one, { rules: [bad] });
    expect(result.edits(result.findings[0]!, 0)).toBeUndefined();
    expect(result.safeEdits()).toEqual([]);
  });
});

describe("fingerprints", () => {
  const prints = (text: string) => analysed(text, { rules: [a] }).findings.map(({ fingerprint }) => fingerprint);
  const text = `${ort}export async function f() { return ${load}; }\nexport async function g() { await ${load}; return ${load}; }\n`;
  it("differ from each other", () => expect(new Set(prints(text)).size).toBe(3));
  it("stay when lines move", () => {
    expect(prints(`// one\n// two\n\n${text.replaceAll("\n", "\r\n")}`)).toEqual(prints(text));
    expect(prints(`${ort}const before = 1;\nfunction other() {}\n${text.slice(ort.length)}`)).toEqual(prints(text));
  });
});

describe("messages", () => {
  it("keep the place of the cost until a door fills it", () => {
    const [finding] = analysed(one, { rules: [a] }).findings;
    expect(finding!.message).toBe("rule-a{cost}.");
    expect(finalMessage(finding!)).toBe("rule-a.");
    expect(finalMessage(finding!, "412 ms")).toBe("rule-a (412 ms measured).");
  });
});

describe("edits", () => {
  const express = `import express from "express";\n${ort}const app = express();\n`;
  it("safe ones converge, names that clash in a later round", () => {
    const handler = (path: string) =>
      `app.post("${path}", async (req, res) => {\n  const session = await ${load};\n  res.json(await session.run({}));\n});\n`;
    let text = express + handler("/a") + handler("/b");
    const settings = { rules: { "node-event-loop-blocking-inference": "off" as const } };
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      const result = analysed(text, { settings });
      counts.push(result.findings.length);
      text = applyEdits(text, result.safeEdits());
    }
    expect(counts[0]).toBe(2);
    expect(counts.at(-1)).toBe(0);
    const names = [...text.matchAll(/^const (\w+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
