/** What is found out about a call: awaits, streams, silences of the event loop, arguments, results. */
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FunctionResult } from "../../../server/src/bench/messages.ts";
import { program } from "./programs.ts";

const middle = (values: Float64Array): number => values.toSorted()[values.length >> 1]!;

describe("awaits of the body", () => {
  const source = `import { setTimeout as sleep } from "node:timers/promises";
const later = async <T>(value: T, ms: number): Promise<T> => { await sleep(ms); return value; };
export async function embed(): Promise<number> {
  const long = await later(1, 20);
  const short = await later(2, 1);
  const many = await Promise.all([1, 2].map(async (n) => await later(n, 1)));
  for (let round = 0; round < 3; round++) await later(round, 2);
  if (long < 0) await later(3, 1);
  return long + short + many.length;
}
`;

  it("are timed where they stand, and not inside of other functions", async () => {
    const { result } = program({ "embed.ts": source });
    const { awaits, samplesMs, awaitOverheadMs } = await result({ of: "embed.ts:embed" });
    const start = source.indexOf("export async");
    const texts = awaits.map((one) => source.slice(start + one.start, start + one.end));
    expect(texts).toEqual([
      "await later(1, 20)",
      "await later(2, 1)",
      "await Promise.all([1, 2].map(async (n) => await later(n, 1)))",
      "await later(round, 2)",
      "await later(3, 1)",
    ]);
    const [long, short, , loop, never] = awaits.map((one) => middle(one.samplesMs)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    expect(long).toBeGreaterThan(short);
    expect(loop).toBeGreaterThan(3);
    expect(never).toBe(0);
    for (const { samplesMs: samples } of awaits) expect(samples.length).toBe(samplesMs.length);
    expect(awaitOverheadMs).toBeLessThan(0.1);
  });

  it("count from where the caller says the function starts", async () => {
    const { result } = program({ "embed.ts": source });
    const { awaits } = await result({ of: "embed.ts:embed", start: source.indexOf("async function") });
    const start = source.indexOf("async function");
    expect(source.slice(start + awaits[0]!.start, start + awaits[0]!.end)).toBe("await later(1, 20)");
  });

  it("still give what they gave, one within the other, and throw what they threw", async () => {
    const { result } = program({
      "embed.ts": `const id = async <T>(x: T) => x;
export const embed = async () => {
  let caught = "";
  try { await id(await Promise.reject(new Error("inner"))); } catch (error) { caught = (error as Error).message; }
  return [await id(await id(4)), (await id({ n: 5 })).n, caught.length];
};
`,
    });
    expect((await result({ of: "embed.ts:embed" })).output).toMatchObject({ values: Float64Array.of(4, 5, 5) });
  });
});

describe("a function in another one", () => {
  it("is called through it, and its awaits are timed", async () => {
    const { result } = program({
      "route.ts": `const withUser = <T>(handler: (user: string) => T) => () => handler("user");
export const POST = withUser(async (user) => { const length = await Promise.resolve(user.length); return length; });
`,
    });
    const { output, awaits } = await result({ of: "route.ts:POST" });
    expect(output).toEqual({ kind: "numbers", values: Float64Array.of(4), length: 1 });
    expect(awaits).toHaveLength(1);
  });
});

describe("answers piece by piece", () => {
  const { result } = program({
    "stream.ts": `import { setTimeout as sleep } from "node:timers/promises";
async function* pieces() { await sleep(15); for (let n = 0; n < 4; n++) { yield "piece" + n; await sleep(2); } }
export const generator = () => pieces();
export async function promised() { return pieces(); }
export function readable() { return ReadableStream.from(pieces()); }
export async function GET() {
  const body = ReadableStream.from(pieces()).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
export async function POST() { return Response.json({ ok: true }); }
export function* sync() { yield 1; yield 2; }
export async function* none() {}
`,
  });

  it.each(["generator", "promised", "readable", "GET"])("%s: first piece, time between, count", async (name) => {
    const { stream, samplesMs } = await result({ of: `stream.ts:${name}` });
    expect([...new Set(stream!.items)]).toEqual([4]);
    expect(middle(stream!.firstItemMs)).toBeGreaterThan(middle(stream!.betweenItemsMs));
    expect(middle(samplesMs)).toBeGreaterThan(middle(stream!.firstItemMs));
  });

  it("read to the end also when nothing or nothing later comes", async () => {
    expect((await result({ of: "stream.ts:sync" })).stream!.items[0]).toBe(2);
    const { stream } = await result({ of: "stream.ts:none" });
    expect([stream!.items[0], stream!.betweenItemsMs[0]]).toEqual([0, 0]);
  });

  it("are none when an answer was whole before it was sent", async () => {
    const { stream, output } = await result({ of: "stream.ts:POST" });
    expect(stream).toBeNull();
    expect(output).toEqual({
      kind: "record",
      fields: [
        ["status", { kind: "numbers", values: Float64Array.of(200), length: 1 }],
        ["body", { kind: "text", text: '{"ok":true}' }],
      ],
    });
  });
});

describe("the event loop", () => {
  it("is told apart: computing stops it, waiting does not", async () => {
    const { result } = program({
      "work.ts": `import { setTimeout as sleep } from "node:timers/promises";
export async function computes() { await null; const end = performance.now() + 40; while (performance.now() < end); }
export async function waits() { await sleep(40); }
`,
    });
    const of = async (name: string): Promise<FunctionResult> => result({ of: `work.ts:${name}` });
    const [computes, waits] = [await of("computes"), await of("waits")];
    expect(Math.min(...computes.blockedMs)).toBeGreaterThanOrEqual(40);
    expect(Math.min(...waits.blockedMs)).toBeLessThan(40);
  });
});

describe("a bench file", () => {
  const { result, failure } = program({
    "embed.ts":
      "export const state = { set: '' };\nexport const embed = (text: string, n: number) => [state.set, text, n];\n",
    "embed.inferlens.ts": `import { writeFileSync } from "node:fs";
import { state } from "./embed";
let n = 0;
export const embed = {
  setup: async () => { state.set = "prepared"; },
  args: async () => ["text", ++n] as const,
  expected: (result: unknown[]) => result[2] === 1,
  teardown: () => writeFileSync(new URL("./torn-down", import.meta.url), ""),
};
`,
    "wrong.inferlens.ts": "export const embed = { args: () => ['text', 2], expected: ['', 'text', 3] };",
    "throws.inferlens.ts": "export const embed = { args: () => { throw new TypeError('no input'); } };",
    "unknown.inferlens.ts": "export const embed = { arguments: ['text', 2] };",
    "other.inferlens.ts": "export const other = [];",
  });

  it("takes down what it set up also when a call fails", async () => {
    const { failure: fails, folder } = program({
      "f.ts": "export const f = () => { throw new Error('no'); };\n",
      "f.inferlens.ts": `import { writeFileSync } from "node:fs";
export const f = { teardown: () => writeFileSync(new URL("./torn-down", import.meta.url), "") };
`,
    });
    expect(await fails({ of: "f.ts:f", bench: "f.inferlens.ts" })).toMatchObject({ kind: "code-failed" });
    expect(existsSync(path.join(folder, "torn-down"))).toBe(true);
  });

  it("sets up, gives arguments, checks the result, tears down", async () => {
    const { output } = await result({ of: "embed.ts:embed", bench: "embed.inferlens.ts" });
    expect(output).toMatchObject({ items: [{ text: "prepared" }, { text: "text" }, { values: Float64Array.of(1) }] });
  });

  it.each([
    ["wrong", { kind: "unexpected-result", reason: "a number of the result is not what the bench file expects" }],
    [
      "throws",
      {
        kind: "code-failed",
        reason: expect.stringMatching(/^args throws: TypeError: no input \(throws\.inferlens\.ts:1\)/),
      },
    ],
    ["unknown", { kind: "needs-arguments", reason: expect.stringContaining("arguments is none of setup, args") }],
    ["other", { kind: "needs-arguments", reason: "other.inferlens.ts says nothing about embed" }],
  ])("that is %s is told", async (name, expected) => {
    expect(await failure({ of: "embed.ts:embed", bench: `${name}.inferlens.ts` })).toMatchObject(expected);
  });
});
