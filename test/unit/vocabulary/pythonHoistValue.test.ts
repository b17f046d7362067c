/** hoistValue in Python: before and after, and what it must not touch. */
import type { Verb } from "./cases.ts";
import { runPythonCases } from "./pythonCases.ts";

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
