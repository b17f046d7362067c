/**
 * What a function returns when it answers piece by piece: read to its end, each piece with its time. Absent on purpose: tokens;
 * a piece is what the stream gives.
 */

export interface Consumed {
  /** What stands for the result when two are compared. */
  readonly value: unknown;
  readonly times: { readonly firstItemMs: number; readonly betweenItemsMs: number; readonly items: number } | null;
}

/** Pieces kept for comparing. */
const mostKept = 200;

/** `startedAt`: of the call. Values that are no streams are given back at once. */
export async function consume(value: unknown, startedAt: number): Promise<Consumed> {
  const stream = streamIn(value);
  if (!stream) return { value: isResponse(value) ? await readWhole(value) : value, times: null };
  const kept: unknown[] = [];
  let items = 0;
  let firstAt = startedAt;
  let lastAt = startedAt;
  for await (const item of stream) {
    lastAt = performance.now();
    if (items === 0) firstAt = lastAt;
    if (items < mostKept) kept.push(item);
    items++;
  }
  if (items === 0) firstAt = performance.now();
  const betweenItemsMs = items > 1 ? (lastAt - firstAt) / (items - 1) : 0;
  return { value: kept, times: { firstItemMs: firstAt - startedAt, betweenItemsMs, items } };
}

/** Whether reading it takes time: then it must be awaited. */
export function isStream(value: unknown): boolean {
  return isResponse(value) || streamIn(value) !== null;
}

function streamIn(value: unknown): AsyncIterable<unknown> | Iterable<unknown> | null {
  if (typeof value !== "object" || value === null) return null;
  if (isResponse(value)) return isStreamed(value) ? value.body : null;
  if (Symbol.asyncIterator in value) return value as AsyncIterable<unknown>;
  return (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "Generator"
    ? (value as Iterable<unknown>)
    : null;
}

/** Asked of the value, not of the class: the first mention of that loads a whole HTTP client. */
const isResponse = (value: unknown): value is Response =>
  (value as { readonly [Symbol.toStringTag]?: unknown } | null | undefined)?.[Symbol.toStringTag] === "Response" &&
  typeof (value as Response).text === "function";

/** Answers of known length were whole before they were sent. */
function isStreamed(response: Response): boolean {
  const type = response.headers.get("content-type") ?? "";
  return response.body !== null && !response.bodyUsed && /event-stream|ndjson|octet-stream/.test(type);
}

const readWhole = async (response: Response): Promise<unknown> =>
  response.bodyUsed ? { status: response.status } : { status: response.status, body: await response.text() };
