/** rewrite, imports it adds, members and options in Python: before and after, and what they must not touch. */
import { runPythonCases } from "./pythonCases.ts";

runPythonCases("rewrite", [
  {
    name: "calls by the name the file has for a package",
    verb: (say, find) =>
      say.rewrite(find.span("torch.cuda.amp.autocast()"), '{torch.amp.autocast}("cuda", {arguments})'),
    before: "import torch\n\nwith torch.cuda.amp.autocast():\n    pass\n",
    after: 'import torch\n\nwith torch.amp.autocast("cuda"):\n    pass\n',
  },
  {
    name: "respects an alias, and keeps arguments over lines",
    verb: (say, find) =>
      say.rewrite(
        find.span("th.cuda.amp.GradScaler(\n    enabled=True,  # always\n    init_scale=2.0\n)"),
        '{torch.amp.GradScaler}("cuda", {arguments})',
      ),
    before:
      "import torch as th\n\nscaler = th.cuda.amp.GradScaler(\n    enabled=True,  # always\n    init_scale=2.0\n)\n",
    after: 'import torch as th\n\nscaler = th.amp.GradScaler("cuda", enabled=True,  # always\n    init_scale=2.0)\n',
  },
  {
    name: "adds an import behind the others",
    verb: (say, find) => say.rewrite(find.span("autocast()"), '{torch.amp.autocast}("cuda", {arguments})'),
    before:
      '"""Trains."""\nfrom __future__ import annotations\nfrom torch.cuda.amp import autocast\n\n\ndef f(m, x):\n    with autocast():\n        return m(x)\n',
    after:
      '"""Trains."""\nfrom __future__ import annotations\nfrom torch.cuda.amp import autocast\nimport torch\n\n\ndef f(m, x):\n    with torch.amp.autocast("cuda"):\n        return m(x)\n',
  },
  {
    name: "uses a member that is imported by itself",
    verb: (say, find) => say.rewrite(find.span("cuda.amp.autocast()"), '{torch.amp.autocast}("cuda")'),
    before: "from torch import amp, cuda\n\nwith cuda.amp.autocast():\n    pass\n",
    after: 'from torch import amp, cuda\n\nwith amp.autocast("cuda"):\n    pass\n',
  },
  {
    name: "waits for work that is done in a thread",
    verb: (say, find) =>
      say.rewrite(find.span("model.encode(texts, normalize=True)"), "await {asyncio:to_thread}({callee}, {arguments})"),
    before: "async def embed(model, texts):\n    return model.encode(texts, normalize=True).tolist()\n",
    after:
      "from asyncio import to_thread\n\nasync def embed(model, texts):\n    return (await to_thread(model.encode, texts, normalize=True)).tolist()\n",
  },
  {
    name: "does not wait outside of an asynchronous function",
    verb: (say, find) => say.rewrite(find.span("g(x)"), "await {asyncio.to_thread}({callee}, {arguments})"),
    before: "import asyncio\n\n\nasync def f(xs):\n    return list(map(lambda x: g(x), xs))\n",
  },
  {
    name: "takes parts of a call in turn",
    verb: (say, find) => say.rewrite(find.span("torch.zeros(2, 3, dtype=d).to(device)"), "{receiver}.on({0}, {code})"),
    before: "import torch\nx = torch.zeros(2, 3, dtype=d).to(device)\n",
    after: "import torch\nx = torch.zeros(2, 3, dtype=d).on(device, torch.zeros(2, 3, dtype=d).to(device))\n",
    repeats: true,
  },
  {
    name: "puts an expression in parentheses before it takes a member",
    verb: (say, find) => say.rewrite(find.span("a + loss"), "{code}.detach()"),
    before: "total = a + loss\n",
    after: "total = (a + loss).detach()\n",
    repeats: true,
  },
  {
    name: "refuses a part that is not there",
    verb: (say, find) => say.rewrite(find.span("f(1)"), "g({=device})"),
    before: "y = f(1)\n",
  },
  {
    name: "refuses a package whose name is taken",
    verb: (say, find) => say.rewrite(find.span("f(1)"), "{torch.f}({arguments})"),
    before: "torch = 1\ny = f(1)\n",
  },
  {
    name: "refuses a package that is imported under a condition",
    verb: (say, find) => say.rewrite(find.span("f(1)"), "{torch.f}({arguments})"),
    before: "try:\n    import torch\nexcept ImportError:\n    torch = None\ny = f(1)\n",
  },
]);

runPythonCases("members", [
  {
    name: "awaits another member",
    verb: (say, find) => say.awaitMember(find.call("llm.invoke"), "ainvoke"),
    before: "async def f(llm, x):\n    return llm.invoke(x).content\n",
    after: "async def f(llm, x):\n    return (await llm.ainvoke(x)).content\n",
  },
  {
    name: "does not await in a function that is not asynchronous",
    verb: (say, find) => say.awaitMember(find.call("llm.invoke"), "ainvoke"),
    before: "def f(llm, x):\n    return llm.invoke(x).content\n",
  },
  {
    name: "calls another member",
    verb: (say, find) => say.renameMember(find.call("x.copy"), "view"),
    before: "y = x.copy()\n",
    after: "y = x.view()\n",
  },
]);

const loader = "DataLoader";
runPythonCases("options", [
  {
    name: "adds an option",
    verb: (say, find) => say.setOption(find.call(loader), -1, "num_workers", "4"),
    before: "loader = DataLoader(ds, batch_size=2)\n",
    after: "loader = DataLoader(ds, batch_size=2, num_workers=4)\n",
  },
  {
    name: "adds an option on a line of its own, behind a comment",
    verb: (say, find) => say.setOption(find.call(loader), -1, "num_workers", "4"),
    before: "loader = DataLoader(\n    ds,\n    batch_size=2,  # small\n)\n",
    after: "loader = DataLoader(\n    ds,\n    batch_size=2,  # small\n    num_workers=4,\n)\n",
  },
  {
    name: "replaces a value, with a name of a package",
    verb: (say, find) => say.setOption(find.call("load"), -1, "dtype", "{torch.bfloat16}"),
    before: "import torch\nm = load(dtype=torch.float32)\n",
    after: "import torch\nm = load(dtype=torch.bfloat16)\n",
  },
  {
    name: "adds nothing beside a generator that stands alone",
    verb: (say, find) => say.setOption(find.call("f"), -1, "a", "1"),
    before: "f(x for x in xs)\n",
  },
  {
    name: "adds nothing to options handed on whole",
    verb: (say, find) => say.setOption(find.call("f"), -1, "a", "1"),
    before: "f(**options)\n",
  },
  {
    name: "removes an option and its line",
    verb: (say, find) => say.removeOption(find.call("f"), -1, "b"),
    before: "f(\n    a=1,\n    b=2,\n    c=3,\n)\n",
    after: "f(\n    a=1,\n    c=3,\n)\n",
  },
  {
    name: "removes the last option",
    verb: (say, find) => say.removeOption(find.call("f"), -1, "b"),
    before: "f(a, b=2)\n",
    after: "f(a)\n",
  },
  {
    name: "renames an option",
    verb: (say, find) => say.renameOption(find.call("f"), -1, "evaluation_strategy", "eval_strategy"),
    before: 'f(evaluation_strategy="steps")\n',
    after: 'f(eval_strategy="steps")\n',
  },
]);
