/** removeAssignment: before and after, and what it must not touch. */
import { runCases, type Verb } from "./cases.ts";

const text = "env.allowLocalModels = false";
const remove: Verb = (say, find) => say.removeAssignment({ start: find.at(text), end: find.at(text) + text.length });
const program = (rest: string): string =>
  `import { env, pipeline } from "@huggingface/transformers";\n\n${rest}\nexport const p = pipeline("feature-extraction");\n`;

runCases("removeAssignment", [
  {
    name: "takes the line",
    verb: remove,
    before: program(`console.log(env);\n${text};\n`),
    after: program("console.log(env);\n"),
  },
  {
    name: "takes the comments that go with it",
    verb: remove,
    before: program(`console.log(env);\n\n// not here\n${text}; // off\n`),
    after: program("console.log(env);\n"),
  },
  { name: "refuses a value that is used", verb: remove, before: program(`const off = (${text});\nconsole.log(off);`) },
  { name: "refuses a body without braces", verb: remove, before: program(`if (process.env.LOCAL) ${text};`) },
  { name: "refuses a shared line", verb: remove, before: program(`console.log(env); ${text};`) },
]);
