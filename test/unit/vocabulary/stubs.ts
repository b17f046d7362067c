/** Declarations of the packages the cases use, as much as type checking them needs. Absent on purpose: behaviour. */
export const stubs: Readonly<Record<string, string>> = {
  "onnxruntime-node": `
    export interface SessionOptions { graphOptimizationLevel?: "disabled" | "basic" | "all"; intraOpNumThreads?: number; enableCpuMemArena?: boolean; executionProviders?: readonly string[] }
    export class InferenceSession {
      static create(path: string, options?: SessionOptions): Promise<InferenceSession>;
      run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
      release(): Promise<void>;
    }
    export const env: { wasm: { numThreads: number } };`,
  "@huggingface/transformers": `
    export interface Tensor { tolist(): number[][]; data: Float32Array }
    export interface FeatureExtractionPipeline { (texts: string | string[], options?: { pooling?: "mean"; normalize?: boolean }): Promise<Tensor> }
    export interface TextClassificationPipeline { (texts: string | string[]): Promise<{ label: string; score: number }[]> }
    export interface Options { dtype?: "q8" | "fp32"; device?: string; progress_callback?: (p: unknown) => void }
    interface Tasks { "feature-extraction": FeatureExtractionPipeline; "text-classification": TextClassificationPipeline }
    export function pipeline<T extends keyof Tasks>(task: T, model?: string, options?: Options): Promise<Tasks[T]>;
    export type Tokenizer = (text: string | string[]) => { input_ids: number[][] };
    export class AutoTokenizer { static from_pretrained(id: string): Promise<Tokenizer> }
    export const env: { allowLocalModels: boolean };`,
  "@tensorflow/tfjs": `
    export interface Tensor { dataSync(): Float32Array; data(): Promise<Float32Array>; dispose(): void; expandDims(axis?: number): Tensor }
    export interface LayersModel { predict(x: Tensor): Tensor | Tensor[] }
    export function tensor(values: ArrayLike<number>): Tensor;
    export function tidy<T>(fn: () => T): T;
    export function dispose(x: Tensor | Tensor[]): void;
    export function loadLayersModel(path: string): Promise<LayersModel>;`,
  openai: `
    export class OpenAI {
      constructor(options?: { apiKey?: string | undefined; baseURL?: string; timeout?: number });
      embeddings: { create(options: { model: string; input: string | string[] }): Promise<{ data: { embedding: number[] }[]; usage: { total_tokens: number } }> };
      responses: { create(options: { model: string; input: string }): Promise<{ output_text: string }> };
    }
    export default OpenAI;`,
  ai: `
    export interface Model { id: string }
    export function embed(options: { model: Model; value: string }): Promise<{ embedding: number[] }>;
    export function embedMany(options: { model: Model; values: string[] }): Promise<{ embeddings: number[][] }>;
    export function cosineSimilarity(a: number[], b: number[]): number;`,
  "@langchain/openai": `
    export class OpenAIEmbeddings { constructor(options?: { model?: string }); embedQuery(text: string): Promise<number[]>; embedDocuments(texts: string[]): Promise<number[][]> }`,
  express: `
    interface Request { body: any; params: Record<string, string> }
    interface Response { json(value: unknown): void; status(code: number): Response }
    interface App { post(path: string, handler: (req: Request, res: Response) => unknown): void; get(path: string, handler: (req: Request, res: Response) => unknown): void; listen(port: number): void }
    export default function express(): App;`,
  "node:path":
    "export function join(...parts: string[]): string; declare const path: { join(...parts: string[]): string }; export default path;",
  "node:fs/promises": "export function readFile(path: string): Promise<string>;",
  dotenv: "declare const dotenv: { config(): void }; export default dotenv;",
  "./model.js": `
    import type { Model } from "ai";
    export const model: Model; export const docs: { text: string; vec: number[]; active: boolean }[]; export const texts: string[]; export const query: string;
    export function show(...values: unknown[]): void; export function initialise(): void; export type Doc = { text: string; vec: number[] };
    export const names: Set<string>; export const fixed: readonly string[];`,
};

export const globals = `
  declare const process: { env: Record<string, string | undefined>; cwd(): string };
  declare const console: { log(...values: unknown[]): void; error(...values: unknown[]): void };
  declare const __dirname: string;
  declare namespace JSX { interface IntrinsicElements { [name: string]: any } type Element = unknown }
`;
