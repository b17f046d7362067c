/** All safe fixes of a Python service, round after round: they end, do not overlap, and share what they make. */
import { expect, it } from "vitest";
import { analyze } from "../../../server/src/analysis/analyze.ts";
import { defaultSettings } from "../../../server/src/analysis/settings.ts";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";
import { pythonFaults } from "../languages/pythonCompiler.ts";

const before = `from fastapi import FastAPI
from openai import OpenAI
from sentence_transformers import CrossEncoder, SentenceTransformer

app = FastAPI()


@app.post("/embed")
def embed(texts: list[str]):
    model = SentenceTransformer("all-MiniLM-L6-v2")
    return model.encode(texts).tolist()


@app.post("/query")
def query(text: str):
    model = SentenceTransformer("all-MiniLM-L6-v2")
    return model.encode(text).tolist()


@app.post("/rank")
def rank(question: str, passages: list[str]):
    model = CrossEncoder("cross-encoder/ms-marco-MiniLM-L-6-v2")
    return model.predict([(question, one) for one in passages]).tolist()


@app.post("/ask")
def ask(text: str):
    client = OpenAI()
    answer = client.responses.create(model="gpt-5-mini", max_output_tokens=300, input=text)
    return answer.output_text, answer.usage


@app.post("/again")
def again(text: str):
    client = OpenAI()
    answer = client.responses.create(model="gpt-5-mini", max_output_tokens=300, input=text)
    return answer.output_text, answer.usage
`;

const after = `from fastapi import FastAPI
from openai import OpenAI
from sentence_transformers import CrossEncoder, SentenceTransformer
import functools

app = FastAPI()


@functools.cache
def load_model():
    return SentenceTransformer("all-MiniLM-L6-v2")


@app.post("/embed")
def embed(texts: list[str]):
    model = load_model()
    return model.encode(texts).tolist()


@app.post("/query")
def query(text: str):
    model = load_model()
    return model.encode(text).tolist()


@functools.cache
def load_cross_encoder():
    return CrossEncoder("cross-encoder/ms-marco-MiniLM-L-6-v2")


@app.post("/rank")
def rank(question: str, passages: list[str]):
    model = load_cross_encoder()
    return model.predict([(question, one) for one in passages]).tolist()


client = OpenAI()


@app.post("/ask")
def ask(text: str):
    answer = client.responses.create(model="gpt-5-mini", max_output_tokens=300, input=text)
    return answer.output_text, answer.usage


@app.post("/again")
def again(text: str):
    answer = client.responses.create(model="gpt-5-mini", max_output_tokens=300, input=text)
    return answer.output_text, answer.usage
`;

it("ends with one loader for one model and one client for all", async () => {
  const front = await loadFrontEnd("python");
  const safeEdits = (text: string) =>
    analyze(front.parse({ fileName: "service.py", text }), defaultSettings).safeEdits();
  let text = before;
  let rounds = 0;
  for (let edits = safeEdits(text); edits.length > 0 && rounds < 9; edits = safeEdits(text), rounds++)
    text = applyEdits(text, edits);
  expect(text).toBe(after);
  expect(rounds).toBeLessThan(4);
  expect(pythonFaults([text]) ?? [null]).toEqual([null]);
});
