/** Fix verbs in the cells of a notebook: what they write stays in the cell. */
import { cellBreak } from "../../../server/src/text/cells.ts";
import { runPythonCases } from "./pythonCases.ts";

const cells = (...texts: readonly string[]): string => texts.join(cellBreak);

runPythonCases("cells", [
  {
    name: "a name of a package comes from an import of another cell",
    file: "case.ipynb",
    verb: (say, find) => say.guardFunction(find.function("f"), "{torch.no_grad}()"),
    before: cells("import torch", "def f(x):\n    return model(x)"),
    after: cells("import torch", "@torch.no_grad()\ndef f(x):\n    return model(x)"),
    repeats: true,
  },
  {
    name: "an import that is missing is added in the cell",
    file: "case.ipynb",
    verb: (say, find) => say.runUnder(find.span("y = model(x)"), "{torch.no_grad}()"),
    before: cells("from transformers import pipeline", "x = 1\ny = model(x)", "print(y)"),
    after: cells(
      "from transformers import pipeline",
      "import torch\n\nx = 1\nwith torch.no_grad():\n    y = model(x)",
      "print(y)",
    ),
    repeats: true,
  },
  {
    name: "a statement behind the last of a cell is in the cell",
    file: "case.ipynb",
    verb: (say, find) => say.insertAfter(find.span("load(m)"), "m.eval()"),
    before: cells("load(m)", "run(m)"),
    after: cells("load(m)\nm.eval()", "run(m)"),
    repeats: true,
  },
  {
    name: "the last statement of a cell goes without the next cell",
    file: "case.ipynb",
    verb: (say, find) => say.removeStatement(find.span("clear()")),
    before: cells("run(m)\nclear()", "run(m)"),
    after: cells("run(m)", "run(m)"),
  },
  {
    name: "a call goes before its loop",
    file: "case.ipynb",
    verb: (say, find) => say.moveBeforeLoop(find.call("Model"), find.loop("for")),
    before: cells("xs = []", "for x in xs:\n    print(Model('a').run(x))", "xs"),
    after: cells("xs = []", "model = Model('a')\nfor x in xs:\n    print(model.run(x))", "xs"),
  },
  {
    name: "what a loop writes is written behind it, in its cell",
    file: "case.ipynb",
    verb: (say, find) => say.writeAfterLoop(find.call("db.add"), find.loop("for"), { argument: 0, listed: true }),
    before: cells("for x in xs:\n    db.add([x])", "xs"),
    after: cells("records = []\nfor x in xs:\n    records.append(x)\nif records:\n    db.add(records)", "xs"),
  },
]);
