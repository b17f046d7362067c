/** Functions that call services, against a server of this machine: counted, with tokens, redirected; and never more often than paid for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "./programs.ts";

const heard: string[] = [];
let server: Server;
let address = "";

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  heard.push(request.url!);
  for await (const _ of request);
  const json = (body: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  if (request.url === "/v1/chat/completions")
    return void json({ model: "gpt-test", usage: { prompt_tokens: 12, completion_tokens: 34 } });
  if (request.url === "/v1/messages")
    return void json({ model: "claude-test", usage: { input_tokens: 5, output_tokens: 6 } });
  if (request.url === "/stream") {
    response.setHeader("content-type", "text/event-stream");
    for (let n = 0; n < 5; n++) {
      response.write(`data: ${JSON.stringify({ model: "gpt-test", choices: [{ delta: { content: `t${n}` } }] })}\n\n`);
      await new Promise((resolve) => setTimeout(resolve, 30)); // far enough apart to arrive one by one on a busy machine
    }
    response.write(
      `data: ${JSON.stringify({ model: "gpt-test", choices: [], usage: { prompt_tokens: 3, completion_tokens: 50 } })}\n\n`,
    );
    return void response.end("data: [DONE]\n\n");
  }
  response.end("plain");
}

const files = () => ({
  "calls.ts": `import http, { request } from "node:http";
import https from "node:https";
const chat = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
export async function twice() {
  const first = await (await fetch("${address}/v1/chat/completions", chat)).json();
  const second = await fetch(new Request("${address}/v1/messages", chat));
  return [first.usage.completion_tokens, (await second.json()).usage.output_tokens];
}
const read = (made: http.ClientRequest) => new Promise<string>((resolve, reject) => {
  made.on("error", reject).on("response", async (answer) => { let all = ""; for await (const piece of answer) all += piece; resolve(all); });
});
export async function old() {
  const url = new URL("${address}/v1/chat/completions");
  const post = request({ host: url.hostname, port: url.port, path: url.pathname, method: "POST" });
  post.end("{}");
  return [JSON.parse(await read(post)).usage.prompt_tokens, (await read(http.get("${address}/plain"))).length];
}
export async function* stream() {
  const answer = await fetch("${address}/stream");
  for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) yield piece;
}
export async function away() {
  const answer = await fetch("https://api.openai.com/v1/chat/completions", chat);
  return (await answer.json()).usage.completion_tokens;
}
export const awayOld = () => new Promise((resolve, reject) => {
  const post = https.request("https://api.anthropic.com/v1/messages", { method: "POST" }, (answer) => { answer.resume(); answer.on("end", () => resolve(answer.statusCode)); });
  post.on("error", reject);
  post.end("{}");
});
export async function fails() {
  try { await fetch("http://127.0.0.1:1/nothing"); } catch { return "refused"; }
}
export const local = () => 1;
`,
});

describe("requests", () => {
  it("are counted by host and model, with the tokens answers tell", async () => {
    const { result } = program(files());
    const { remote, output } = await result({ of: "calls.ts:twice" });
    expect(output).toMatchObject({ values: Float64Array.of(34, 6) });
    const host = address.replace("http://", "");
    expect(remote).toHaveLength(2);
    expect(remote).toContainEqual({ host, model: "gpt-test", calls: 1, inputTokens: 12, outputTokens: 34 });
    expect(remote).toContainEqual({ host, model: "claude-test", calls: 1, inputTokens: 5, outputTokens: 6 });
  });

  it("are counted through Node's own clients too, which read what they read before", async () => {
    const { result } = program(files());
    const { remote, output } = await result({ of: "calls.ts:old" });
    expect(output).toMatchObject({ values: Float64Array.of(12, 5) });
    const host = address.replace("http://", "");
    expect(remote).toContainEqual({ host, model: "gpt-test", calls: 1, inputTokens: 12, outputTokens: 34 });
    expect(remote).toContainEqual({ host, model: null, calls: 1, inputTokens: null, outputTokens: null });
  });

  it("of a stream give first token and tokens", async () => {
    const { result } = program(files());
    const { remote, stream } = await result({ of: "calls.ts:stream" });
    expect(remote).toMatchObject([{ model: "gpt-test", calls: 1, inputTokens: 3, outputTokens: 50 }]);
    expect(stream!.items[0]).toBeGreaterThan(1);
  });

  it("that fail are counted and fail as before; code that makes none has none", async () => {
    const { result } = program(files());
    const failing = await result({ of: "calls.ts:fails" });
    expect(failing.output).toEqual({ kind: "text", text: "refused" });
    expect(failing.remote).toMatchObject([{ host: "127.0.0.1:1", calls: 1 }]);
    expect((await result({ of: "calls.ts:local" })).remote).toEqual([]);
  });
});

describe("replay", () => {
  const replay = () => ({ address, hosts: ["api.openai.com", "api.anthropic.com"] });

  it("sends calls of known hosts to the named address, and no more of them than is paid for", async () => {
    const { result } = program(files());
    heard.length = 0;
    const { output, samplesMs, warmUpMs, remote } = await result({
      of: "calls.ts:away",
      replay: replay(),
      remoteRuns: 3,
    });
    expect(output).toMatchObject({ values: Float64Array.of(34) });
    expect(remote).toMatchObject([{ host: "api.openai.com", outputTokens: 34 }]);
    expect([samplesMs.length, warmUpMs.length]).toEqual([3, 0]);
    expect(heard).toEqual(Array(4).fill("/v1/chat/completions"));
  });

  it("holds for Node's own clients", async () => {
    const { result } = program(files());
    const { output, remote } = await result({ of: "calls.ts:awayOld", replay: replay(), remoteRuns: 2 });
    expect(output).toMatchObject({ values: Float64Array.of(200) });
    expect(remote).toMatchObject([{ host: "api.anthropic.com", model: "claude-test", outputTokens: 6 }]);
  });
});
