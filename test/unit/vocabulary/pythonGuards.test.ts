/** Guards, statements beside and behind, `async`, comments in Python: before and after, and what they must not touch. */
import { type PythonCase, runPythonCases } from "./pythonCases.ts";

const guard = "{torch.inference_mode}()";

runPythonCases("guardFunction", [
  {
    name: "decorates a function closest to it",
    verb: (say, find) => say.guardFunction(find.function("embed"), guard),
    before: 'import torch\n\n\n@app.post("/embed")\ndef embed(x):\n    """Embeds."""\n    return model(x)\n',
    after:
      'import torch\n\n\n@app.post("/embed")\n@torch.inference_mode()\ndef embed(x):\n    """Embeds."""\n    return model(x)\n',
    repeats: true,
  },
  {
    name: "decorates a method, and imports the package",
    verb: (say, find) => say.guardFunction(find.function("run"), guard),
    before:
      "from transformers import AutoModel\n\n\nclass A:\n    # runs\n    def run(self, x):\n        return self.model(x)\n",
    after:
      "from transformers import AutoModel\nimport torch\n\n\nclass A:\n    # runs\n    @torch.inference_mode()\n    def run(self, x):\n        return self.model(x)\n",
    repeats: true,
  },
  {
    name: "opens the guard inside of an asynchronous function",
    verb: (say, find) => say.guardFunction(find.function("embed"), guard),
    before:
      'import torch\n\n\nasync def embed(x):\n    """Embeds."""\n    text = """a\nb"""\n    return model(x, text)\n',
    after:
      'import torch\n\n\nasync def embed(x):\n    """Embeds."""\n    with torch.inference_mode():\n        text = """a\nb"""\n        return model(x, text)\n',
    repeats: true,
  },
  {
    name: "leaves a function that waits inside",
    verb: (say, find) => say.guardFunction(find.function("embed"), guard),
    before: "import torch\n\n\nasync def embed(x):\n    y = await x.json()\n    return model(y)\n",
  },
  {
    name: "leaves a generator",
    verb: (say, find) => say.guardFunction(find.function("embed"), guard),
    before: "import torch\n\n\ndef embed(xs):\n    for x in xs:\n        yield model(x)\n",
  },
]);

runPythonCases("runUnder", [
  {
    name: "puts statements under the guard, with comments and blank lines between",
    verb: (say, find) => say.runUnder(find.span("a = model(x)\n\n    # then\n    b = f(\n  a,\n    )"), guard),
    before: "import torch\n\n\ndef g(x):\n    a = model(x)\n\n    # then\n    b = f(\n  a,\n    )  # b\n    return b\n",
    after:
      "import torch\n\n\ndef g(x):\n    with torch.inference_mode():\n        a = model(x)\n\n        # then\n        b = f(\n      a,\n        )  # b\n    return b\n",
    repeats: true,
  },
  {
    name: "keeps tabs, carriage returns and texts over lines",
    verb: (say, find) => say.runUnder(find.span('y = f"""{x}\r\n\tz"""'), guard),
    before: 'import torch\r\nif x:\r\n\ty = f"""{x}\r\n\tz"""\r\n\tg(y)\r\n',
    after: 'import torch\r\nif x:\r\n\twith torch.inference_mode():\r\n\t\ty = f"""{x}\r\n\tz"""\r\n\tg(y)\r\n',
    repeats: true,
  },
  {
    name: "leaves a block on the line of its header",
    verb: (say, find) => say.runUnder(find.span("f(x)"), guard),
    before: "import torch\nif x: f(x)\n",
  },
  {
    name: "leaves what awaits",
    verb: (say, find) => say.runUnder(find.span("x = await f()"), guard),
    before: "import torch\nasync def g():\n    x = await f()\n    return x\n",
  },
]);

runPythonCases("statements", [
  {
    name: "insertAfter: behind a statement over lines, in its block",
    verb: (say, find) =>
      say.insertAfter(
        find.span("DDP(\n        net\n    )"),
        "model.register_comm_hook(None, {torch.distributed.algorithms.ddp_comm_hooks:default_hooks.bf16_compress_hook})",
      ),
    before: "import torch\n\n\ndef main(net):\n    model = DDP(\n        net\n    )  # wrapped\n    train(model)\n",
    after:
      "import torch\nfrom torch.distributed.algorithms.ddp_comm_hooks import default_hooks\n\n\ndef main(net):\n    model = DDP(\n        net\n    )  # wrapped\n    model.register_comm_hook(None, default_hooks.bf16_compress_hook)\n    train(model)\n",
    repeats: true,
  },
  {
    name: "insertAfter: at the end of a text without a break, with steps in",
    verb: (say, find) => say.insertAfter(find.span("a = 1"), "if a:\n\tf(a)"),
    before: "if x:\n  a = 1",
    after: "if x:\n  a = 1\n  if a:\n    f(a)",
    repeats: true,
  },
  {
    name: "insertAfter: nothing behind a return",
    verb: (say, find) => say.insertAfter(find.span("return a"), "b()"),
    before: "def f(a):\n    return a\n",
  },
  {
    name: "insertBefore: above a statement",
    verb: (say, find) => say.insertBefore(find.span("model(x)"), "model.eval()"),
    before: "def f(x):\n    # runs\n    return model(x)\n",
    after: "def f(x):\n    # runs\n    model.eval()\n    return model(x)\n",
    repeats: true,
  },
  {
    name: "insertBefore: nothing above what documents a module",
    verb: (say, find) => say.insertBefore(find.span('"""Doc."""'), "b()"),
    before: '"""Doc."""\nfrom __future__ import annotations\n',
  },
  {
    name: "moveOut: the last statements of a guard",
    verb: (say, find) => say.moveOut(find.span("loss.backward()")),
    before:
      "for x in xs:\n    with autocast():\n        loss = model(x)\n        # gradients\n        loss.backward()\n        step(\n            x\n        )\n    f()\n",
    after:
      "for x in xs:\n    with autocast():\n        loss = model(x)\n        # gradients\n    loss.backward()\n    step(\n        x\n    )\n    f()\n",
  },
  {
    name: "moveOut: not all of a guard",
    verb: (say, find) => say.moveOut(find.span("loss.backward()")),
    before: "with autocast():\n    loss.backward()\n",
  },
  {
    name: "removeStatement: with its line, at the end of a text",
    verb: (say, find) => say.removeStatement(find.span("b()")),
    before: "if x:\r\n    a()\r\n    b()  # gone",
    after: "if x:\r\n    a()",
  },
  {
    name: "removeStatement: not the only one of a block",
    verb: (say, find) => say.removeStatement(find.span("b()")),
    before: "if x:\n    b()\n",
  },
  {
    name: "removeStatement: not a value",
    verb: (say, find) => say.removeStatement(find.span("b()")),
    before: "a = b()\nc()\n",
  },
  {
    name: "removeAssignment: a setting",
    verb: (say, find) => say.removeAssignment(find.span("torch.backends.cudnn.enabled = False")),
    before: "import torch\ntorch.backends.cudnn.enabled = False\nrun()\n",
    after: "import torch\nrun()\n",
  },
  {
    name: "makeSynchronous: a handler that awaits nothing",
    verb: (say, find) => say.makeSynchronous(find.function("embed")),
    before: '@app.post("/embed")\nasync def embed(x):\n    return model(x)\n',
    after: '@app.post("/embed")\ndef embed(x):\n    return model(x)\n',
  },
  {
    name: "makeSynchronous: not one that waits",
    verb: (say, find) => say.makeSynchronous(find.function("embed")),
    before: "async def embed(xs):\n    async for x in xs:\n        model(x)\n",
  },
  {
    name: "makeSynchronous: not one that is called here",
    verb: (say, find) => say.makeSynchronous(find.function("embed")),
    before: "async def embed(x):\n    return model(x)\n\n\nasync def run(x):\n    return await embed(x)\n",
  },
]);

const ignoring = (name: string, before: string, piece: string, after: string): PythonCase => ({
  name,
  verb: (say, find) => {
    const { edits } = say.ignoreComment(find.span(piece), "some-rule", "here");
    return edits.length === 0 ? undefined : edits;
  },
  before,
  after,
  repeats: true,
});

runPythonCases("ignoreComment", [
  ignoring("above a line", "if x:\n    f(x)\n", "f(x)", "if x:\n    # inferlens-ignore some-rule -- \n    f(x)\n"),
  ignoring(
    "behind a line that goes on from above",
    'y = 1 + \\\n    f(x)\nz = """\n{}""".format(g(x))\n',
    "f(x)",
    'y = 1 + \\\n    f(x)  # inferlens-ignore some-rule -- \nz = """\n{}""".format(g(x))\n',
  ),
  ignoring(
    "behind a line that begins within a text",
    'z = """\n{}""".format(g(x))\n',
    "g(x)",
    'z = """\n{}""".format(g(x))  # inferlens-ignore some-rule -- \n',
  ),
]);
