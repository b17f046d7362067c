/**
 * Requests that leave the process, counted by host while the function runs: `fetch` and Node's own clients are watched, tokens
 * are read from answers that tell them, and with a replay address known hosts are asked there instead. Nothing is sent that the
 * user's code does not send. Absent on purpose: other protocols, and packages that bring a client down to the socket.
 */
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import type { RemoteUse, Replay } from "../messages.ts";
import { type Usage, usageIn } from "./usage.ts";

export interface RemoteMeter {
  /** Forgets what was counted. */
  begin(): void;
  /** Requests to other machines since `begin`. */
  readonly away: number;
  /** Output tokens since `begin`; null when no answer told any. */
  readonly outputTokens: number | null;
  /** Waits for answers still being read, then divides by the number of calls of the function. */
  perCall(calls: number): Promise<readonly RemoteUse[]>;
}

interface Count {
  host: string;
  model: string | null;
  calls: number;
  inputTokens: number | null;
  outputTokens: number | null;
}

/** Answers are read for their usage up to this size. */
const mostBytes = 4_000_000;
const patienceMs = 2_000;

export function watchRemote(replay: Replay | null): RemoteMeter {
  let counts = new Map<string, Count>();
  let away = 0;
  let reading = new Set<Promise<void>>();

  /** Called when a request starts; what it gives is called with what the answer told. */
  const counted = (url: URL): ((usage: Usage | null) => void) => {
    const into = counts;
    if (!isHere(url)) away++;
    return (usage) => {
      const model = usage?.model ?? null;
      const key = `${url.host}\n${model}`;
      const count = into.get(key) ?? { host: url.host, model, calls: 0, inputTokens: null, outputTokens: null };
      count.calls++;
      count.inputTokens = sum(count.inputTokens, usage?.inputTokens ?? null);
      count.outputTokens = sum(count.outputTokens, usage?.outputTokens ?? null);
      into.set(key, count);
    };
  };
  const remember = (work: Promise<void>): void => {
    reading.add(work);
    work.catch(() => {}).finally(() => reading.delete(work));
  };
  watchFetch(replay, counted, remember);
  watchClients(replay, counted, remember);

  const settled = async (): Promise<void> => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([Promise.allSettled([...reading]), late]);
  };
  return {
    begin() {
      counts = new Map();
      reading = new Set();
      away = 0;
    },
    get away() {
      return away;
    },
    get outputTokens() {
      return [...counts.values()].reduce<number | null>((total, { outputTokens }) => sum(total, outputTokens), null);
    },
    async perCall(calls) {
      await settled();
      const share = (value: number | null) => (value === null ? null : value / calls);
      return [...counts.values()]
        .map((one) => ({
          ...one,
          calls: one.calls / calls,
          inputTokens: share(one.inputTokens),
          outputTokens: share(one.outputTokens),
        }))
        .sort((a, b) => b.calls - a.calls);
    },
  };
}

type Counted = (url: URL) => (usage: Usage | null) => void;
type Remember = (work: Promise<void>) => void;

function watchFetch(replay: Replay | null, counted: Counted, remember: Remember): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = urlIn(input instanceof Request ? input.url : input);
    if (!url || !/^https?:$/.test(url.protocol)) return original(input, init);
    const tell = counted(url);
    const target = replayed(url, replay);
    try {
      const answer = await original(target ? redirected(input, target) : input, init);
      const read = usageOfResponse(answer);
      if (read) remember(read.then(tell, () => tell(null)));
      else tell(null);
      return answer;
    } catch (error) {
      tell(null);
      throw error;
    }
  };
}

const redirected = (input: string | URL | Request, target: URL): URL | Request =>
  input instanceof Request ? new Request(target, input) : target;

/** Of a copy, so that the user's code reads the answer as ever. */
function usageOfResponse(answer: Response): Promise<Usage | null> | null {
  const type = answer.headers.get("content-type") ?? "";
  if (!tellsUsage(type, answer.headers.get("content-length"))) return null;
  return answer
    .clone()
    .text()
    .then((body) => usageIn(body, type));
}

const tellsUsage = (type: string, length: string | null): boolean =>
  /json|event-stream/.test(type) && Number(length ?? 0) <= mostBytes;

function watchClients(replay: Replay | null, counted: Counted, remember: Remember): void {
  const original = { http: http.request, https: https.request };
  for (const [client, protocol] of [
    [http, "http:"],
    [https, "https:"],
  ] as const) {
    const send = client.request as (...given: readonly unknown[]) => http.ClientRequest;
    const request = (...given: readonly unknown[]): http.ClientRequest => {
      const url = urlOfArguments(given, protocol);
      if (!url) return send(...given);
      const tell = counted(url);
      const target = replayed(url, replay);
      const made = target ? requestTo(target, given) : send(...given);
      remember(usageOfMessage(made).then(tell, () => tell(null)));
      return made;
    };
    const get = (...given: readonly unknown[]): http.ClientRequest => {
      const made = request(...given);
      made.end();
      return made;
    };
    Object.assign(client, { request, get });
  }
  // Named imports of these modules are copies.
  syncBuiltinESMExports();

  function requestTo(target: URL, given: readonly unknown[]): http.ClientRequest {
    const options = given.find((one) => typeof one === "object" && one !== null && !(one instanceof URL)) ?? {};
    const callback = given.find((one) => typeof one === "function") as
      | ((answer: http.IncomingMessage) => void)
      | undefined;
    const { hostname, port, pathname, search, protocol } = target;
    const { agent: _agent, host: _host, ...kept } = options as http.RequestOptions;
    const headers = { ...(kept.headers as http.OutgoingHttpHeaders | undefined) };
    for (const name of Object.keys(headers)) if (name.toLowerCase() === "host") delete headers[name];
    const client = protocol === "https:" ? original.https : original.http;
    return client({ ...kept, headers, protocol, hostname, port, path: pathname + search }, callback);
  }
}

/** Pieces are looked at as they come in, before anybody reads them. */
function usageOfMessage(made: http.ClientRequest): Promise<Usage | null> {
  return new Promise((resolve) => {
    made.once("error", () => resolve(null));
    made.once("close", () => resolve(null));
    made.prependOnceListener("response", (answer: http.IncomingMessage) => {
      const type = answer.headers["content-type"] ?? "";
      const encoded = answer.headers["content-encoding"] ?? "identity";
      if (!tellsUsage(type, answer.headers["content-length"] ?? null) || encoded !== "identity") return resolve(null);
      const pieces: Buffer[] = [];
      const push = answer.push.bind(answer);
      answer.push = (piece: unknown, encoding?: BufferEncoding): boolean => {
        if (piece === null) resolve(usageIn(Buffer.concat(pieces).toString("utf8"), type));
        else if (Buffer.isBuffer(piece)) pieces.push(piece);
        return push(piece, encoding);
      };
    });
  });
}

function urlOfArguments(given: readonly unknown[], protocol: string): URL | null {
  const [first, second] = given;
  const base = typeof first === "string" || first instanceof URL ? urlIn(first) : null;
  const options = (base ? second : first) as http.RequestOptions | null | undefined;
  if (base && (typeof options !== "object" || options === null)) return base;
  if (typeof options !== "object" || options === null || options.socketPath) return null;
  const host = options.hostname ?? options.host ?? base?.hostname ?? "localhost";
  const port = options.port ?? base?.port ?? "";
  return urlIn(
    `${options.protocol ?? base?.protocol ?? protocol}//${host}${port ? `:${port}` : ""}${options.path ?? base?.pathname ?? "/"}`,
  );
}

function urlIn(value: string | URL): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}

const isHere = ({ hostname }: URL): boolean => /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(hostname);

/** The same path at the replay address; null when the host is not one of those replayed. */
export function replayed(url: URL, replay: Replay | null): URL | null {
  if (!replay?.hosts.some((host) => fits(url.hostname, host))) return null;
  const base = urlIn(replay.address);
  if (!base) return null;
  const prefix = base.pathname.replace(/\/$/, "");
  const path = prefix !== "" && !url.pathname.startsWith(`${prefix}/`) ? prefix + url.pathname : url.pathname;
  return new URL(path + url.search, base);
}

const fits = (hostname: string, pattern: string): boolean =>
  pattern.startsWith("*.") ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;

const sum = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
