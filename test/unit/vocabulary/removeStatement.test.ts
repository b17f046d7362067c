/** removeStatement and renameMember: before and after, and what they leave. */
import { runCases, type Verb } from "./cases.ts";

const head = `import { initialise, show, texts } from "./model.js";\n\n`;
const take =
  (text: string): Verb =>
  (say, find) => {
    const start = find.at(text);
    return say.removeStatement({ start, end: start + text.length });
  };

runCases("removeStatement", [
  {
    name: "takes a statement out with its comment",
    verb: take("initialise()"),
    before: `${head}// Look at everything.\ninitialise();\nshow(texts);\n`,
    after: `${head}show(texts);\n`,
  },
  {
    name: "leaves an expression that is a part of a statement",
    verb: take("texts.length"),
    before: `${head}show(texts.length);\n`,
  },
  {
    name: "leaves the only statement of a condition",
    verb: take("initialise()"),
    before: `${head}if (texts.length > 0) initialise();\n`,
  },
]);

runCases("renameMember", [
  {
    name: "calls another member with the same arguments",
    verb: (say, find) => say.renameMember(find.call("values.slice"), "subarray"),
    before: `${head}const values = new Float32Array(8);\nshow(values.slice(0, 4)); // half\n`,
    after: `${head}const values = new Float32Array(8);\nshow(values.subarray(0, 4)); // half\n`,
  },
  {
    name: "leaves a call of a function",
    verb: (say, find) => say.renameMember(find.call("show"), "subarray"),
    before: `${head}show(texts);\n`,
  },
]);
