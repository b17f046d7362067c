/** Pieces of measuring functions that need no process: comparing results, reading usage, replay addresses, bench files by name. */
import { describe, expect, it } from "vitest";
import { benchFileNames, isBenchFile, mentions } from "../../../server/src/bench/functions/benchFiles.ts";
import { modelHosts } from "../../../server/src/bench/functions/hosts.ts";
import { replayed } from "../../../server/src/bench/functions/remote.ts";
import { usageIn } from "../../../server/src/bench/functions/usage.ts";
import { compareValues, roundingOf, sampleValue } from "../../../server/src/bench/functions/values.ts";

const compare = (a: unknown, b: unknown) => compareValues(sampleValue(a), sampleValue(b));
const same = (largest: number, values: number) => ({ kind: "same-shape", largest, values });

describe("two results", () => {
  it("are compared number by number, however they are held", () => {
    expect(compare([1, 2, 3], Float32Array.of(1, 2, 3.5))).toEqual(same(0.5, 3));
    expect(compare(new BigInt64Array([1n]), [1])).toEqual(same(0, 1));
    expect(compare({ a: { b: [1, Number.NaN] } }, { a: { b: [1, Number.NaN] } })).toEqual(same(0, 2));
    expect(compare([1], [Number.NaN])).toEqual(same(Number.POSITIVE_INFINITY, 1));
    expect(compare([Infinity], [Infinity])).toEqual(same(0, 1));
  });

  it("are the same only with the same texts, names and lengths", () => {
    expect(compare({ text: "a", n: 1 }, { n: 1, text: "a" })).toEqual(same(0, 2));
    expect(compare({ text: "a" }, { text: "b" })).toEqual({ kind: "different", where: "result.text" });
    expect(compare({ a: 1 }, { b: 1 })).toEqual({ kind: "different", where: "result.a" });
    expect(compare([{ x: 1 }, { x: [1, 2] }], [{ x: 1 }, { x: [1] }])).toEqual({
      kind: "different",
      where: "result[1].x",
    });
    expect(compare([1, 2], [1])).toEqual({ kind: "different", where: "result" });
    expect(compare(null, undefined)).toEqual({ kind: "different", where: "result" });
    expect(compare(undefined, undefined)).toEqual(same(0, 1));
    expect(compare("1", 1)).toEqual({ kind: "different", where: "result" });
    expect(compare(new Map([["a", 1]]), new Map([["a", 2]]))).toEqual(same(1, 2));
  });

  it("may hold what cannot be compared, or themselves", () => {
    const round: Record<string, unknown> = { n: 1, run: () => 1 };
    round.self = round;
    expect(compare(round, { n: 2, run: () => 2 })).toEqual(same(1, 1));
    const hostile = Object.defineProperty({}, "x", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(compare(hostile, hostile)).toMatchObject({ kind: "same-shape" });
    expect(
      compare(
        {
          dims: [1, 2],
          data: Float32Array.of(1, 2),
          get gpu() {
            return 1;
          },
        },
        { dims: [1, 2], data: [1, 3] },
      ),
    ).toMatchObject({ largest: 1 });
  });

  it("are bounded, and told apart by their whole length", () => {
    const long = sampleValue(new Float32Array(1_000_000));
    if (long.kind !== "numbers") throw new Error(long.kind);
    expect([long.values.length, long.length]).toEqual([10_000, 1_000_000]);
    expect(compare(new Float32Array(20_000), new Float32Array(20_001))).toMatchObject({ kind: "different" });
  });

  it("differ by rounding in the size of their numbers", () => {
    expect(roundingOf(sampleValue([0.5, -1000]))).toBeCloseTo(1e-3);
    expect(roundingOf(sampleValue("text"))).toBeCloseTo(1e-6);
  });
});

describe("usage", () => {
  const of = (answer: object) => usageIn(JSON.stringify(answer), "application/json");

  it.each([
    ["OpenAI's chat", { model: "m", usage: { prompt_tokens: 3, completion_tokens: 4 } }],
    ["OpenAI's responses", { model: "m", usage: { input_tokens: 3, output_tokens: 4 } }],
    ["Google's", { modelVersion: "m", usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 } }],
    ["Ollama's", { model: "m", prompt_eval_count: 3, eval_count: 4 }],
  ])("is read from %s answers", (_, answer) => {
    expect(of(answer)).toEqual({ model: "m", inputTokens: 3, outputTokens: 4 });
  });

  it("of embeddings has no output", () => {
    expect(of({ model: "e", usage: { prompt_tokens: 8, total_tokens: 8 } })).toEqual({
      model: "e",
      inputTokens: 8,
      outputTokens: null,
    });
  });

  it("of a stream is its last word", () => {
    const events = [
      { type: "message_start", message: { model: "claude", usage: { input_tokens: 25, output_tokens: 1 } } },
      { type: "content_block_delta", delta: { text: "usage" } },
      { type: "message_delta", usage: { output_tokens: 15 } },
    ];
    const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    expect(usageIn(`${body}data: [DONE]\n\n`, "text/event-stream")).toEqual({
      model: "claude",
      inputTokens: 25,
      outputTokens: 15,
    });
    const lines = `${JSON.stringify({ model: "l", response: "a" })}\n${JSON.stringify({ model: "l", done: true, prompt_eval_count: 2, eval_count: 9 })}\n`;
    expect(usageIn(lines, "application/x-ndjson")).toEqual({ model: "l", inputTokens: 2, outputTokens: 9 });
  });

  it("is nothing where nothing is told, whatever the answer is", () => {
    for (const body of ["", "null", "[1]", '"usage"', "{", '{"usage":null}', '{"usage":{"prompt_tokens":"3"}}'])
      expect(usageIn(body, "application/json"), body).toBeNull();
  });
});

describe("replay", () => {
  const at = (address: string, url: string) => replayed(new URL(url), { address, hosts: modelHosts })?.href ?? null;

  it("keeps path and query, and does not double the address's own path", () => {
    expect(at("http://127.0.0.1:1", "https://api.openai.com/v1/chat/completions?a=1")).toBe(
      "http://127.0.0.1:1/v1/chat/completions?a=1",
    );
    expect(at("http://127.0.0.1:1/v1", "https://api.openai.com/v1/embeddings")).toBe(
      "http://127.0.0.1:1/v1/embeddings",
    );
    expect(at("http://127.0.0.1:1/proxy/", "https://api.openai.com/v1/embeddings")).toBe(
      "http://127.0.0.1:1/proxy/v1/embeddings",
    );
  });

  it("is for the services that are known, subdomains where they have them, and nobody else", () => {
    expect(at("http://localhost:1", "https://mine.openai.azure.com/openai/x")).toBe("http://localhost:1/openai/x");
    expect(at("http://localhost:1", "https://notapi.openai.com.evil.test/v1")).toBeNull();
    expect(at("http://localhost:1", "https://example.com/v1")).toBeNull();
    expect(at("nonsense", "https://api.openai.com/v1")).toBeNull();
    expect(replayed(new URL("https://api.openai.com/v1"), null)).toBeNull();
  });
});

describe("bench files", () => {
  it("lie beside their source, in its dialect first", () => {
    expect(benchFileNames("/p/embed.tsx").slice(0, 2)).toEqual(["/p/embed.inferlens.ts", "/p/embed.inferlens.tsx"]);
    expect(benchFileNames("/p/old.cjs")[0]).toBe("/p/old.inferlens.cjs");
    expect(benchFileNames("/p/embed.inferlens.ts")).toEqual([]);
    expect(benchFileNames("/p/model.onnx")).toEqual([]);
    expect([isBenchFile("a.inferlens.ts"), isBenchFile("a.ts")]).toEqual([true, false]);
  });

  it.each([
    ["embed", "export const embed = {};", true],
    ["embed", "exports.embed = [];", true],
    ["embed", "// export const embed\nexport const embedAll = {};", false],
    ["embed", "export const other = { embedding: 1 };", false],
    ["default", "export default {};", true],
    ["default", "export const a = {};", false],
    ["Detector.detect", "export const Detector = { detect: {} };", true],
    ["Detector.detect", "export const Detector = { run: {} };", false],
    ["$embed", "export const $embed = {};", true],
  ])("speak of %s in %s: %s", (name, text, speaks) => {
    expect(mentions(text, name)).toBe(speaks);
  });
});
