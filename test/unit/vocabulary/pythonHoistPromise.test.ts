/** hoistPromise in Python: before and after, and what it must not touch. */
import type { Verb } from "./cases.ts";
import { runPythonCases } from "./pythonCases.ts";

const keep =
  (callee: string): Verb =>
  (say, find) =>
    say.hoistPromise(find.call(callee));

runPythonCases("hoistPromise", [
  {
    name: "loads once, when it is first asked for, behind the imports and above comments and decorators",
    verb: keep("SentenceTransformer"),
    before: `"""Embeds."""
from __future__ import annotations

from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

NAME = "all-MiniLM-L6-v2"
app = FastAPI()


# The only route.
@app.post("/embed")
def embed(texts: list[str]):
    """Embeds texts."""
    # costly
    model = SentenceTransformer(
        NAME,
        device="cpu",  # small
    )
    return model.encode(texts).tolist()
`,
    after: `"""Embeds."""
from __future__ import annotations

from fastapi import FastAPI
from sentence_transformers import SentenceTransformer
import functools

NAME = "all-MiniLM-L6-v2"
app = FastAPI()


@functools.cache
def load_model():
    return SentenceTransformer(
        NAME,
        device="cpu",  # small
    )


# The only route.
@app.post("/embed")
def embed(texts: list[str]):
    """Embeds texts."""
    # costly
    model = load_model()
    return model.encode(texts).tolist()
`,
  },
  {
    name: "takes the name the file has for the cache, and a name of its own in a class",
    verb: keep("AutoModel.from_pretrained"),
    before: `from functools import lru_cache
from transformers import AutoModel


class Service:
    def run(self, x):
        return AutoModel.from_pretrained("bert").eval()(x)
`,
    after: `from functools import lru_cache
from transformers import AutoModel


@lru_cache(maxsize=None)
def load_auto_model():
    return AutoModel.from_pretrained("bert")


class Service:
    def run(self, x):
        return load_auto_model().eval()(x)
`,
  },
  {
    name: "uses a loader that is there",
    verb: keep("SentenceTransformer"),
    before: `from functools import cache
from sentence_transformers import SentenceTransformer


def rank(x):
    m = SentenceTransformer("a")
    return m.encode(x)
`.replace(
      "\n\ndef rank",
      `

@cache
def get_model():
    return Model("a")


def rank`,
    ),
    after: `from functools import cache
from sentence_transformers import SentenceTransformer


@cache
def get_model():
    return Model("a")


@cache
def load_m():
    return SentenceTransformer("a")


def rank(x):
    m = load_m()
    return m.encode(x)
`,
  },
  {
    name: "uses the very same load that is kept already",
    verb: (say, find) => say.hoistPromise(find.call("Model", 1)),
    before: `import functools
from x import Model


@functools.cache
def get_model():
    return Model("a")


def rank(x):
    m = Model("a")
    return m.encode(x)
`,
    after: `import functools
from x import Model


@functools.cache
def get_model():
    return Model("a")


def rank(x):
    m = get_model()
    return m.encode(x)
`,
  },
  ...(
    [
      ["what depends on an argument", "def f(name):\n    return Model(name).run()\n"],
      ["what is made of something local", 'def f(x):\n    name = "a"\n    return Model(name).run(x)\n'],
      ["what is closed", 'def f(x):\n    m = Model("a")\n    y = m.run(x)\n    m.close()\n    return y\n'],
      ["what is altered", 'def f(x):\n    m = Model("a")\n    m.pad_token = "x"\n    return m.run(x)\n'],
      ["what is trained", 'def f(x):\n    m = Model("a")\n    trainer = Trainer(model=m)\n    return trainer\n'],
      ["what is given up", 'def f(x):\n    m = Model("a")\n    y = m.run(x)\n    del m\n    return y\n'],
      ["a context", 'def f(x):\n    with Model("a") as m:\n        return m.run(x)\n'],
      ["what is awaited", 'async def f(x):\n    m = await Model("a")\n    return m.run(x)\n'],
      [
        "what is made to have several",
        'def f(n):\n    pool = []\n    for _ in n:\n        pool.append(Model("a"))\n    return pool\n',
      ],
      ["what takes the work of another call", "def f(x):\n    return Model(fetch()).run(x)\n"],
    ] as const
  ).map(([name, body]) => ({
    name: `leaves ${name}`,
    verb: keep("Model"),
    before: `from x import Model\n\n\n${body}`,
  })),
  {
    name: "leaves what is made of a name that is set again",
    verb: keep("Model"),
    before: 'from x import Model\n\nname = "a"\nname = "b"\n\n\ndef f(x):\n    return Model(name).run(x)\n',
  },
  {
    name: "leaves what is made of a name that is set below",
    verb: keep("Model"),
    before: 'from x import Model\n\n\ndef f(x):\n    return Model(name).run(x)\n\n\nname = "a"\n',
  },
]);
