/** awaitTogether: before and after, and what must stay in its order. */
import { runCases, type Verb } from "./cases.ts";

const all =
  (...callees: readonly string[]): Verb =>
  (say, find) =>
    say.awaitTogether(
      callees.map((callee, index) => find.call(callee, callees.slice(0, index).filter((one) => one === callee).length)),
    );
const head = `import { AutoTokenizer, pipeline } from "@huggingface/transformers";\n\n`;

runCases("awaitTogether", [
  {
    name: "joins constants, keeps comments, patterns and constants between",
    verb: all("AutoTokenizer.from_pretrained", "pipeline"),
    before: `${head}export async function load(id: string) {
  // Ids of words.
  const tokenizer = await AutoTokenizer.from_pretrained(id); // small
  const options = { dtype: "q8" } as const;
  // The model.
  const pipe = await pipeline("feature-extraction", id, {
    ...options,
  }); // large
  return { tokenizer, pipe };
}
`,
    after: `${head}export async function load(id: string) {
  const options = { dtype: "q8" } as const;
  // The model.
  const [tokenizer, pipe] = await Promise.all([
    // Ids of words.
    AutoTokenizer.from_pretrained(id), // small
    pipeline("feature-extraction", id, {
      ...options,
    }),
  ]); // large
  return { tokenizer, pipe };
}
`,
  },
  {
    name: "joins assignments to fields",
    verb: all("AutoTokenizer.from_pretrained", "AutoTokenizer.from_pretrained"),
    before: `${head}export class Both {
\ta: unknown;
\tb: unknown;
\tasync load(id: string) {
\t\tthis.a = await AutoTokenizer.from_pretrained(id);
\t\tthis.b = await AutoTokenizer.from_pretrained("b");
\t}
}
`,
    after: `${head}export class Both {
\ta: unknown;
\tb: unknown;
\tasync load(id: string) {
\t\t[this.a, this.b] = await Promise.all([
\t\t\tAutoTokenizer.from_pretrained(id),
\t\t\tAutoTokenizer.from_pretrained("b"),
\t\t]);
\t}
}
`,
  },
  {
    name: "leaves a call that needs the result of another",
    verb: all("AutoTokenizer.from_pretrained", "pipeline"),
    before: `${head}export async function load(id: string) {
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  const pipe = await pipeline("feature-extraction", String(tokenizer));
  return pipe;
}
`,
  },
  {
    name: "leaves calls with work in between",
    verb: all("AutoTokenizer.from_pretrained", "pipeline"),
    before: `${head}export async function load(id: string) {
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  console.log("half way");
  const pipe = await pipeline("feature-extraction", id);
  return { tokenizer, pipe };
}
`,
  },
  {
    name: "leaves fields where a call reads the object they belong to",
    verb: all("AutoTokenizer.from_pretrained", "pipeline"),
    before: `${head}export class Both {
  id = "a";
  a: unknown;
  b: unknown;
  async load() {
    this.a = await AutoTokenizer.from_pretrained(this.id);
    this.b = await pipeline("feature-extraction", this.id);
  }
}
`,
  },
  {
    name: "leaves an assignment where lines end without a semicolon",
    verb: all("AutoTokenizer.from_pretrained", "pipeline"),
    before: `import { AutoTokenizer, pipeline } from "@huggingface/transformers"

let a: unknown
let b: unknown
a = await AutoTokenizer.from_pretrained("a")
b = await pipeline("feature-extraction", "b")
console.log(a, b)
`,
  },
  {
    name: "leaves constants with a written type, exports, and calls in different blocks",
    verb: all("AutoTokenizer.from_pretrained", "pipeline"),
    before: `${head}export const tokenizer = await AutoTokenizer.from_pretrained("a");
export const pipe = await pipeline("feature-extraction", "b");
`,
  },
]);
