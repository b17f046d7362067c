/** Calls made together, in groups, and records written behind a loop in Python: before and after, and what they must not touch. */
import type { Verb } from "./cases.ts";
import { runPythonCases } from "./pythonCases.ts";

const together =
  (callee: string, loop = "for"): Verb =>
  (say, find) =>
    say.callTogether(find.call(callee), find.loop(loop), 8);

runPythonCases("callTogether", [
  {
    name: "asks for a few rounds at a time",
    verb: together("client.create"),
    before: `from openai import AsyncOpenAI


async def f(docs):
    out = []
    for doc in docs:
        answer = await client.create(
            model="m", input=doc.text
        )
        out.append((doc.id, answer.text))
    return out
`,
    after: `from openai import AsyncOpenAI
import asyncio


async def f(docs):
    out = []
    items = list(docs)
    for start in range(0, len(items), 8):
        batch = items[start : start + 8]
        results = await asyncio.gather(*[client.create(
            model="m", input=doc.text
        ) for doc in batch])
        for doc, answer in zip(batch, results):
            out.append((doc.id, answer.text))
    return out
`,
  },
  {
    name: "does so in a comprehension",
    verb: together("ask", "["),
    before: "import asyncio\n\n\nasync def f(docs: list[str]):\n    return [(await ask(d)).text for d in docs]\n",
    after:
      "import asyncio\n\n\nasync def f(docs: list[str]):\n    return [item.text for start in range(0, len(docs), 8) for item in await asyncio.gather(*[ask(d) for d in docs[start : start + 8]])]\n",
  },
  {
    name: "leaves calls that do not wait",
    verb: together("ask"),
    before: "import asyncio\n\n\ndef f(docs):\n    for d in docs:\n        g(ask(d))\n",
  },
  {
    name: "leaves rounds that need each other",
    verb: together("ask"),
    before:
      'import asyncio\n\n\nasync def f(docs):\n    last = ""\n    for d in docs:\n        last = await ask(d, last)\n    return last\n',
  },
]);

runPythonCases("awaitTogether", [
  {
    name: "starts two calls together",
    verb: (say, find) => say.awaitTogether([find.call("ask"), find.call("look")]),
    before:
      "import asyncio\n\n\nasync def f(q):\n    a = await ask(q)\n    b = await look(\n        q,\n    )\n    return a, b\n",
    after:
      "import asyncio\n\n\nasync def f(q):\n    a, b = await asyncio.gather(\n        ask(q),\n        look(\n            q,\n        ),\n    )\n    return a, b\n",
  },
  {
    name: "leaves a call that takes the result of the other",
    verb: (say, find) => say.awaitTogether([find.call("ask"), find.call("look")]),
    before: "async def f(q):\n    a = await ask(q)\n    b = await look(a)\n    return b\n",
  },
  {
    name: "leaves calls that stand apart",
    verb: (say, find) => say.awaitTogether([find.call("ask"), find.call("look")]),
    before: "async def f(q):\n    a = await ask(q)\n    print(q)\n    b = await look(q)\n    return a, b\n",
  },
]);

runPythonCases("inGroups", [
  {
    name: "runs groups one after the other",
    verb: (say, find) => say.inGroups(find.loop("["), 8),
    before:
      "import asyncio\n\n\nasync def f(pages):\n    return await asyncio.gather(*[ask(p) for p in pages], return_exceptions=True)\n",
    after:
      "import asyncio\n\n\nasync def f(pages):\n    items = list(pages)\n    return [result for start in range(0, len(items), 8) for result in await asyncio.gather(*[ask(p) for p in items[start : start + 8]], return_exceptions=True)]\n",
    repeats: true,
  },
  {
    name: "keeps a statement a statement",
    verb: (say, find) => say.inGroups(find.loop("(ask"), 8),
    before: "import asyncio\n\n\nasync def f(pages: list[str]):\n    await asyncio.gather(*(ask(p) for p in pages))\n",
    after:
      "import asyncio\n\n\nasync def f(pages: list[str]):\n    for start in range(0, len(pages), 8):\n        await asyncio.gather(*(ask(p) for p in pages[start : start + 8]))\n",
    repeats: true,
  },
  {
    name: "leaves tasks that were put together before",
    verb: (say, find) => say.inGroups(find.loop("["), 8),
    before:
      "import asyncio\n\n\nasync def f(pages):\n    tasks = [ask(p) for p in pages]\n    return await asyncio.gather(*tasks)\n",
  },
]);

const write: Verb = (say, find) =>
  say.writeAfterLoop(find.call("client.upsert"), find.loop("for"), {
    argument: 1,
    field: "points",
    listed: true,
    size: 100,
  });

runPythonCases("writeAfterLoop", [
  {
    name: "collects records, also under a condition",
    verb: write,
    before: `def f(docs):
    for doc in docs:
        if doc.text:
            client.upsert(
                "docs",
                points=[Point(id=doc.id)],
            )  # one
    print("done")
`,
    after: `def f(docs):
    records = []
    for doc in docs:
        if doc.text:
            records.append(Point(id=doc.id))  # one
    for start in range(0, len(records), 100):
        client.upsert(
            "docs",
            points=records[start : start + 100],
        )
    print("done")
`,
  },
  {
    name: "collects columns",
    verb: (say, find) =>
      say.writeAfterLoop(find.call("db.add"), find.loop("for"), {
        argument: -1,
        listed: true,
        columns: ["ids", "documents"],
      }),
    before: "async def f(docs):\n    for doc in docs:\n        await db.add(ids=[doc.id], documents=[doc.text])\n",
    after:
      "async def f(docs):\n    all_ids = []\n    all_documents = []\n    for doc in docs:\n        all_ids.append(doc.id)\n        all_documents.append(doc.text)\n    if all_ids:\n        await db.add(ids=all_ids, documents=all_documents)\n",
  },
  {
    name: "leaves writes that go elsewhere each time",
    verb: write,
    before: "for doc in docs:\n    client.upsert(doc.name, points=[doc])\n",
  },
  {
    name: "leaves a loop that returns",
    verb: write,
    before:
      "def f(docs):\n    for doc in docs:\n        client.upsert('a', points=[doc])\n        if doc:\n            return\n",
  },
]);
