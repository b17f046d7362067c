/** moveBeforeLoop in Python: before and after, and what it must not touch. */
import type { Verb } from "./cases.ts";
import { runPythonCases } from "./pythonCases.ts";

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
