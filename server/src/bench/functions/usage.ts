/**
 * Tokens as answers of language model services tell them, in the shapes that are spoken: OpenAI's (and of what is compatible),
 * Anthropic's, Google's, Ollama's. Absent on purpose: estimates where nothing is told.
 * Sources: the services' API references, fields `usage`, `usageMetadata`, `prompt_eval_count` and `eval_count`.
 */

export interface Usage {
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** `body`: of an answer, JSON or server-sent events. Null when it tells nothing. */
export function usageIn(body: string, contentType: string): Usage | null {
  const parts = /event-stream|ndjson/.test(contentType) ? lines(body) : [body];
  let usage: Usage = { model: null, inputTokens: null, outputTokens: null };
  for (const part of parts) {
    const told = usageOf(parsed(part));
    // A stream counts on: the last figure of each kind is the whole.
    usage = {
      model: told.model ?? usage.model,
      inputTokens: told.inputTokens ?? usage.inputTokens,
      outputTokens: told.outputTokens ?? usage.outputTokens,
    };
  }
  return usage.inputTokens === null && usage.outputTokens === null ? null : usage;
}

function usageOf(answer: unknown): Usage {
  const outer = record(answer);
  // Events of a stream wrap it: Anthropic's message_start, OpenAI's response.completed.
  const whole = record(outer.message ?? outer.response ?? outer);
  const usage = record(whole.usage ?? outer.usage ?? whole.usageMetadata);
  return {
    model: text(whole.model ?? whole.modelVersion),
    inputTokens: count(usage.prompt_tokens ?? usage.input_tokens ?? usage.promptTokenCount ?? outer.prompt_eval_count),
    outputTokens: count(
      usage.completion_tokens ?? usage.output_tokens ?? usage.candidatesTokenCount ?? outer.eval_count,
    ),
  };
}

const lines = (body: string): readonly string[] =>
  body
    .split(/\r?\n/)
    .map((line) => line.replace(/^data:\s*/, ""))
    .filter((line) => line.startsWith("{"));

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const count = (value: unknown): number | null => (typeof value === "number" && value >= 0 ? value : null);
const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
