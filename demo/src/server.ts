/** Voice notes over HTTP: audio as raw 16-bit mono PCM at 16 kHz, the rest as JSON. */
import express from "express";
import * as ort from "onnxruntime-node";
import OpenAI from "openai";
import { melWindows } from "./lib/mel.ts";
import { notes } from "./lib/notes.ts";
import { samplesOf } from "./lib/pcm.ts";
import { cosine, sameSpeaker } from "./lib/speaker.ts";
import { loadVad, speechRatio } from "./lib/vad.ts";

const app = express();
app.use(express.raw({ type: "audio/*", limit: "10mb" }));
app.use(express.json());

/** How much of a recording is speech, from 0 to 1. */
app.post("/speech", async (request, response) => {
  const vad = await loadVad();
  response.json({ speech: await speechRatio(vad, samplesOf(request.body)) });
});

/** One vector of 96 numbers per 80 ms of audio. */
app.post("/embed", async (request, response) => {
  const session = await ort.InferenceSession.create("models/speech-embedding.onnx");
  const windows = await melWindows(samplesOf(request.body));
  const vectors = await Promise.all(windows.map((window) => session.run({ input_1: window })));
  response.json(vectors.map((vector) => Array.from(vector.conv2d_19.data as Float32Array)));
});

/** Whether two halves of a recording sound like the same person. */
app.post("/same-speaker", async (request, response) => {
  const samples = samplesOf(request.body);
  const half = Math.floor(samples.length / 2);
  response.json({ same: await sameSpeaker(samples.subarray(0, half), samples.subarray(half)) });
});

/** The notes nearest in meaning to a question. */
app.post("/search", async (request, response) => {
  const client = new OpenAI();
  const question = await client.embeddings.create({ model: "text-embedding-3-small", input: request.body.question });
  const ranked = [];
  for (const note of notes) {
    const answer = await client.embeddings.create({ model: "text-embedding-3-small", input: note.text });
    ranked.push({ note, score: cosine(question.data[0].embedding, answer.data[0].embedding) });
  }
  response.json(ranked.sort((a, b) => b.score - a.score).slice(0, 3));
});

const port = Number(process.env.PORT ?? 8080);
app.listen(port, () => console.log(`Voice notes on http://127.0.0.1:${port}`));
