/** A bench file beside a Python source: a dict under the function's own name. Imports nothing of ours. Absent on purpose: writing it anywhere. */
import type { BenchSubject, BenchText, Parameter } from "../../facts/signature.ts";
import { signatureAt } from "./signature.ts";
import type { Node } from "./tree.ts";

export interface PythonSource {
  readonly root: Node;
  readonly text: string;
  readonly fileName: string;
}

/** Undefined when no function stands there. */
export function benchTextFor({ root, text, fileName }: PythonSource, subject: BenchSubject): BenchText | undefined {
  const signature = signatureAt(root, text, subject.span);
  if (!signature) return undefined;
  const file = fileName.split(/[\\/]/).at(-1)!;
  const stem = file.replace(/\.pyw?$/, "");
  const [outer = subject.name, inner] = subject.name.split(".");
  const given = signature.parameters.filter(({ required }) => required);
  const construct = (signature.construct ?? []).filter(({ required }) => required);

  const lines = (indent: string): string[] => [
    ...(construct.length === 0 ? [] : [`${indent}"self": lambda: code.${outer}(${named(construct)}),`]),
    ...argsLines(given, indent),
  ];
  const body = inner === undefined ? lines("    ") : [`    "${inner}": {`, ...lines("        "), "    },"];
  const entry = `${[`${outer} = {`, ...body, "}"].join("\n")}\n`;
  const first = given[0]?.placeholder ?? "";
  const key = given[0] ? `"${given[0].name}": ` : '"args": ';
  const start = entry.indexOf(key, entry.indexOf('"args"')) + key.length;
  const header = [
    `# What InferLens calls the functions of ${file} with. Each may also have "setup" (once, before),\n`,
    '# "expected" (the first result, or a function that checks it), "teardown" (once, after).\n',
    ...(/\bcode\./.test(entry) ? [`import ${stem} as code\n`] : []),
  ].join("");
  return {
    fileName: `${stem}_inferlens.py`,
    header,
    entry,
    first: { start, end: start + first.length },
  };
}

const named = (parameters: readonly Parameter[]): string =>
  parameters.map(({ name, placeholder }) => `${name}=${placeholder}`).join(", ");

/** Made anew for each call, by name: keyword-only parameters have no other way. */
function argsLines(given: readonly Parameter[], indent: string): string[] {
  if (given.length === 0) return [`${indent}"args": lambda: {},`];
  return [
    `${indent}"args": lambda: {`,
    ...given.map(({ name, placeholder }) => `${indent}    "${name}": ${placeholder},`),
    `${indent}},`,
  ];
}
