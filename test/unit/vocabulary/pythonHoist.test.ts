/** hoistPromise, hoistValue and moveBeforeLoop in Python: before and after, and what they must not touch. */
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

const build: Verb = (say, find) => say.hoistValue(find.call("OpenAI"));

runPythonCases("hoistValue", [
  {
    name: "moves a client and keeps its name",
    verb: build,
    before: `import os
from openai import OpenAI


def ask(text):
    """Asks."""
    client = OpenAI(
        api_key=os.getenv("KEY"),
        timeout=10,
    )
    return client.responses.create(model="m", input=text)
`,
    after: `import os
from openai import OpenAI

client = OpenAI(
    api_key=os.getenv("KEY"),
    timeout=10,
)


def ask(text):
    """Asks."""
    return client.responses.create(model="m", input=text)
`,
  },
  {
    name: "keeps the variable where its name means something else",
    verb: build,
    before: `from openai import OpenAI

client = "web"


def ask(text):
    client = OpenAI()  # new
    return client.responses.create(model="m", input=text)
`,
    after: `from openai import OpenAI

client = "web"
client2 = OpenAI()


def ask(text):
    client = client2  # new
    return client.responses.create(model="m", input=text)
`,
  },
  {
    name: "takes comments along, and keeps away from what is above",
    verb: build,
    before: `from openai import OpenAI


def other():
    pass


# asks
def ask(text):
    text = text.strip()
    # one per call
    client = OpenAI()  # costly
    return client.responses.create(model="m", input=text)
`,
    after: `from openai import OpenAI


def other():
    pass


# one per call
client = OpenAI()  # costly


# asks
def ask(text):
    text = text.strip()
    return client.responses.create(model="m", input=text)
`,
  },
  {
    name: "takes the name that another function has for a client of its own",
    verb: build,
    before: `from openai import OpenAI


def ask(text):
    client = OpenAI()
    return client.ask(text)


def again(text):
    client = OpenAI()
    return client.ask(text)
`,
    after: `from openai import OpenAI

client = OpenAI()


def ask(text):
    return client.ask(text)


def again(text):
    client = OpenAI()
    return client.ask(text)
`,
    repeats: true,
  },
  {
    name: "uses a client of the same name that is there",
    verb: (say, find) => say.hoistValue(find.call("OpenAI", 1)),
    before: `from openai import OpenAI

client = OpenAI()


def again(text):
    client = OpenAI()
    return client.ask(text)
`,
    after: `from openai import OpenAI

client = OpenAI()


def again(text):
    return client.ask(text)
`,
  },
  {
    name: "does not read a constant that a variable of the function hides",
    verb: (say, find) => say.hoistValue(find.call("OpenAI", 1)),
    before: `from openai import OpenAI

client = OpenAI()


def again(text):
    client = text or OpenAI()
    client = OpenAI()
    return client.ask(text)
`,
  },
  {
    name: "uses a client that is there",
    verb: (say, find) => say.hoistValue(find.call("OpenAI", 1)),
    before: `from openai import OpenAI

shared = OpenAI()


def ask(text):
    return OpenAI().responses.create(model="m", input=text)
`,
    after: `from openai import OpenAI

shared = OpenAI()


def ask(text):
    return shared.responses.create(model="m", input=text)
`,
  },
  ...(
    [
      ["what is prepared before", "def f(t):\n    load_dotenv()\n    c = OpenAI()\n    return c.ask(t)\n"],
      [
        "what a setting before prepares",
        'def f(t):\n    os.environ["K"] = "x"\n    c = OpenAI()\n    return c.ask(t)\n',
      ],
      [
        "what is only made where it is wanted",
        "def f(t):\n    if USE:\n        c = OpenAI()\n        return c.ask(t)\n",
      ],
      [
        "the whole of a try",
        "def f(t):\n    try:\n        c = OpenAI()\n    except Exception:\n        return None\n    return c.ask(t)\n",
      ],
      [
        "what is closed as a context",
        "async def f(t):\n    async with OpenAI() as c:\n        return await c.ask(t)\n",
      ],
    ] as const
  ).map(([name, body]) => ({
    name: `leaves ${name}`,
    verb: build,
    before: `import os\nfrom dotenv import load_dotenv\nfrom openai import OpenAI\n\nUSE = True\n\n\n${body}`,
  })),
]);

const before =
  (callee: string, loop = "for"): Verb =>
  (say, find) =>
    say.moveBeforeLoop(find.call(callee), find.loop(loop));

runPythonCases("moveBeforeLoop", [
  {
    name: "moves a statement with its comments",
    verb: before("Model"),
    before: `def f(xs):
    for x in xs:
        # costly
        m = Model(
            "a",
        )  # here
        print(m.run(x))
`,
    after: `def f(xs):
    # costly
    m = Model(
        "a",
    )  # here
    for x in xs:
        print(m.run(x))
`,
  },
  {
    name: "takes a call out of a larger expression",
    verb: before("Model", "for"),
    before: "while go():\n    for x in xs:\n        print(Model('a').run(x))\n",
    after: "while go():\n    model = Model('a')\n    for x in xs:\n        print(model.run(x))\n",
  },
  {
    name: "takes a call out of a comprehension",
    verb: before("Model", "["),
    before: "def f(xs):\n    return [Model('a').run(x) for x in xs]\n",
    after: "def f(xs):\n    model = Model('a')\n    return [model.run(x) for x in xs]\n",
  },
  {
    name: "keeps await",
    verb: before("load"),
    before: "async def f(xs):\n    for x in xs:\n        m = await load('a')\n        m.run(x)\n",
    after: "async def f(xs):\n    m = await load('a')\n    for x in xs:\n        m.run(x)\n",
  },
  ...(
    [
      ["what takes the element", "for x in xs:\n    m = Model(x)\n    m.run()\n"],
      ["what a round changes", "for x in xs:\n    name = x\n    m = Model(name)\n    m.run()\n"],
      ["what is under a condition", "for x in xs:\n    if x:\n        m = Model('a')\n        m.run()\n"],
      ["what is tried", "for x in xs:\n    try:\n        m = Model('a')\n    except E:\n        pass\n"],
      ["what is in a function of the loop", "for x in xs:\n    def g():\n        return Model('a')\n    h(g)\n"],
      ["what a round closes", "for x in xs:\n    m = Model('a')\n    m.close()\n"],
    ] as const
  ).map(([name, text]) => ({ name: `leaves ${name}`, verb: before("Model"), before: text })),
]);
