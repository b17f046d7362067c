/** Python over several files: helpers, packages, src layouts, handlers. */
import { describe, expect, it } from "vitest";
import { program } from "../../pages/program.ts";

const found = (files: Record<string, string>, file: string): readonly string[] => {
  const { analysis } = program(files);
  const { findings, faults } = analysis(file);
  expect(faults).toEqual([]);
  return findings.map(({ rule, message }) => `${rule}: ${message.replace("{cost}", "")}`);
};

const helper = `from sentence_transformers import SentenceTransformer


def load_model():
    return SentenceTransformer("all-MiniLM-L6-v2")


def embed(text):
    return load_model().encode(text)
`;

describe("a load a module away", () => {
  const loaded =
    "model-load-in-hot-path: all-MiniLM-L6-v2 is loaded by load_model on every POST /embed. Load it once and reuse the model.";

  it.each([
    ["from .models import load_model", "app/models.py", "app/main.py"],
    ["from app.models import load_model", "app/models.py", "app/main.py"],
    ["from app.models import load_model", "src/app/models.py", "src/app/main.py"],
    ["from lib import load_model", "lib/__init__.py", "main.py"],
    ["from models import load_model", "models.py", "main.py"],
  ])("%s", (line, at, main) => {
    const files = {
      [at]: helper,
      [main]: `from fastapi import FastAPI
${line}

app = FastAPI()


@app.post("/embed")
def handler(text: str):
    model = load_model()
    return model.encode(text)
`,
    };
    expect(found(files, main)).toEqual([loaded]);
  });

  it.each([
    ["import app.models as models", "models.load_model()"],
    ["from app import models", "models.load_model()"],
    ["import app.models", "app.models.load_model()"],
  ])("%s", (line, call) => {
    const files = {
      "app/__init__.py": "",
      "app/models.py": helper,
      "main.py": `from fastapi import FastAPI
${line}

service = FastAPI()


@service.post("/embed")
def handler(text: str):
    return ${call}.encode(text)
`,
    };
    expect(found(files, "main.py")).toEqual([loaded]);
  });

  it("is no finding where the helper remembers it", () => {
    const files = {
      "models.py": helper
        .replace("def load_model", "@lru_cache\ndef load_model")
        .replace("from", "from functools import lru_cache\nfrom"),
      "main.py": `from fastapi import FastAPI
from models import load_model

app = FastAPI()


@app.post("/embed")
def handler(text: str):
    return load_model().encode(text)
`,
    };
    expect(found(files, "main.py")).toEqual([]);
  });
});
