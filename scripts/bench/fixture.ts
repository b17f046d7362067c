/** Writes the files the servers are compared on: a plausible service with model code, of about a given number of lines. */

/** A TypeScript service of `lines` lines or slightly more: handlers, one model session, plain code between. */
export function serviceSource(lines: number): string {
  const parts = [head];
  let count = head.split("\n").length;
  for (let i = 0; count < lines; i++) {
    const part = sections[i % sections.length]!(i);
    parts.push(part);
    count += part.split("\n").length;
  }
  return `${parts.join("\n")}\n`;
}

/** The same amount of code without any model code. */
export const plainSource = (lines: number): string =>
  serviceSource(lines)
    .replace(/^import .*(onnxruntime|openai).*$/gm, "")
    .replace(/ort\.|session\.|openai\./g, "store.");

const head = `import express from "express";
import * as ort from "onnxruntime-node";
import OpenAI from "openai";
import { readFile } from "node:fs/promises";

const app = express();
const openai = new OpenAI();
const sessionPromise = ort.InferenceSession.create("models/detector.onnx");

export interface Row { id: string; text: string; score: number; tags: string[] }
`;

const sections: readonly ((n: number) => string)[] = [
  (n) => `
/** Scores one row of section ${n}. */
export async function score${n}(row: Row): Promise<number> {
  const session = await sessionPromise;
  const data = Float32Array.from(row.text.split(" "), (word) => word.length / 10);
  const tensor = new ort.Tensor("float32", data, [1, data.length]);
  const out = await session.run({ input: tensor });
  const values = out.scores?.data as Float32Array;
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}`,
  (n) => `
app.post("/rows/${n}", async (req, res) => {
  const rows: Row[] = req.body.rows ?? [];
  const known = new Map(rows.map((row) => [row.id, row] as const));
  const wanted = rows.filter((row) => row.tags.includes("t${n}") && row.score > ${n % 7});
  for (const row of wanted) {
    const answer = await openai.embeddings.create({ model: "text-embedding-3-small", input: row.text });
    row.score = answer.data[0]!.embedding.length;
  }
  res.json({ known: known.size, wanted: wanted.map((row) => ({ ...row, score: Math.round(row.score) })) });
});`,
  (n) => `
export class Store${n} {
  readonly #rows = new Map<string, Row>();
  constructor(private readonly file: string) {}

  async load(): Promise<void> {
    const text = await readFile(this.file, "utf8");
    for (const line of text.split("\\n")) {
      if (!line.trim()) continue;
      try {
        const row = JSON.parse(line) as Row;
        this.#rows.set(row.id, { ...row, tags: [...new Set(row.tags)].sort() });
      } catch (error) {
        console.warn(\`\${this.file}: \${error instanceof Error ? error.message : String(error)}\`);
      }
    }
  }

  find(tag: string, limit = ${10 + (n % 5)}): Row[] {
    const found: Row[] = [];
    for (const row of this.#rows.values()) {
      if (found.length >= limit) break;
      if (row.tags.includes(tag)) found.push(row);
    }
    return found.sort((a, b) => b.score - a.score || a.id.localeCompare(b.id));
  }
}`,
];
