/** callOnce in Python: before and after, and what it must not touch. */
import type { BatchForm } from "../../../server/src/facts/vocabulary.ts";
import type { Verb } from "./cases.ts";
import { runPythonCases } from "./pythonCases.ts";

const encode: BatchForm = { argument: 0, field: "sentences", single: "", batch: "[i]" };
const create: BatchForm = {
  argument: -1,
  field: "input",
  single: "data[0].embedding",
  batch: "data[i].embedding",
  limit: 2048,
};
const query: BatchForm = { argument: 0, callee: "embed_documents", single: "", batch: "[i]" };

const once =
  (callee: string, form: BatchForm, loop = "for"): Verb =>
  (say, find) =>
    say.callOnce(find.call(callee), find.loop(loop), form);

runPythonCases("callOnce", [
  {
    name: "gives the loop the results",
    verb: once("model.encode", encode),
    before: `def f(texts: list[str]):
    out = {}
    for text in texts:
        # its vector
        vector = model.encode(text, normalize=True)
        out[text] = vector
    return out
`,
    after: `def f(texts: list[str]):
    out = {}
    if texts:
        results = model.encode(texts, normalize=True)
        for text, vector in zip(texts, results):
            # its vector
            out[text] = vector
    return out
`,
  },
  {
    name: "makes a list of what may be none, and of the items",
    verb: once("model.encode", encode),
    before: `async def f(docs):
    for i, doc in enumerate(docs):
        save(i, (await model.encode(sentences=doc["text"])).tolist(), """a
b""")
`,
    after: `async def f(docs):
    items = list(enumerate(docs))
    if items:
        results = await model.encode(sentences=[doc["text"] for i, doc in items])
        for (i, doc), item in zip(items, results):
            save(i, item.tolist(), """a
b""")
`,
  },
  {
    name: "cuts a list that may be longer than a call takes",
    verb: once("client.embeddings.create", create),
    before: `def f(texts):
    for t in texts:
        response = client.embeddings.create(model="m", input=[t])
        save(t, response.data[0].embedding)
        log(response.data[0].embedding)
`,
    after: `def f(texts):
    items = list(texts)
    for start in range(0, len(items), 2048):
        batch = items[start : start + 2048]
        response = client.embeddings.create(model="m", input=batch)
        for t, item in zip(batch, response.data):
            save(t, item.embedding)
            log(item.embedding)
`,
  },
  {
    name: "calls the function for many, which takes an empty list",
    verb: once("store.embed_query", query, "["),
    before: "def f(texts: list[str]):\n    return [store.embed_query(t) for t in texts]\n",
    after: "def f(texts: list[str]):\n    return list(store.embed_documents(texts))\n",
  },
  {
    name: "cuts in a comprehension",
    verb: once("client.embeddings.create", create, "["),
    before:
      'texts = ["a", *more]\nvectors = [(t, client.embeddings.create(input=t).data[0].embedding) for t in texts]\n',
    after:
      'texts = ["a", *more]\nvectors = [(t, item.embedding) for start in range(0, len(texts), 2048) for t, item in zip(texts[start : start + 2048], client.embeddings.create(input=texts[start : start + 2048]).data)]\n',
  },
  {
    name: "knows lists that are short enough",
    verb: once("client.embeddings.create", create, "["),
    before: 'vectors = [client.embeddings.create(input=t).data[0].embedding for t in ["a", "b"]]\n',
    after: 'items = ["a", "b"]\nvectors = [item.embedding for item in client.embeddings.create(input=items).data]\n',
  },
  ...(
    [
      ["a loop that ends early", "for t in ts:\n    v = model.encode(t)\n    if v:\n        break\n"],
      ["what depends on earlier rounds", "for t in ts:\n    v = model.encode(t + last)\n    last = v\n"],
      ["what is made under a condition", "for t in ts:\n    if t:\n        v = model.encode(t)\n"],
      ["a list that rounds change", "ts = [1]\nfor t in ts:\n    v = model.encode(t)\n    ts.append(v)\n"],
      ["other arguments that change", "for t in ts:\n    v = model.encode(t, name=t)\n"],
      ["a loop with an else", "for t in ts:\n    v = model.encode(t)\n    f(v)\nelse:\n    g()\n"],
      ["what is tried again", "for t in ts:\n    try:\n        v = model.encode(t)\n    except E:\n        pass\n"],
      ["a loop on one line", "for t in ts: f(model.encode(t))\n"],
    ] as const
  ).map(([name, before]) => ({ name: `leaves ${name}`, verb: once("model.encode", encode), before })),
  {
    name: "leaves a comprehension with a condition",
    verb: once("model.encode", encode, "["),
    before: "vs = [model.encode(t) for t in ts if t]\n",
  },
  {
    name: "leaves code that reads more of the result",
    verb: once("client.embeddings.create", create),
    before: "for t in ts:\n    r = client.embeddings.create(input=t)\n    f(r.data[0].embedding, r.usage)\n",
  },
]);
