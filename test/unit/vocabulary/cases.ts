/**
 * Runs before/after cases of fix verbs. Each result is compared word for word, parsed, type-checked with the real
 * compiler in strict mode, and given to the verb once more. Absent on purpose: what the results should be.
 */
import { ts as morph, Project } from "ts-morph";
import { describe, expect, it } from "vitest";
import type { BindingId, CallId, CodeFacts, ScopeId } from "../../../server/src/facts/facts.ts";
import type { Vocabulary } from "../../../server/src/facts/vocabulary.ts";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";
import { applyEdits, type TextEdit } from "../../../server/src/text/edit.ts";
import type { Span } from "../../../server/src/text/span.ts";
import { globals, stubs } from "./stubs.ts";

export interface Find {
  /** The first call of this callee as written, `new` included, or the one after `skip` of them. */
  call(callee: string, skip?: number): CallId;
  loop(start: string): ScopeId;
  binding(name: string): BindingId;
  /** The function of this name. */
  function(name: string): ScopeId;
  /** Where a piece of text stands, for verbs that ask for a place. */
  span(text: string): Span;
  /** Offset of a piece of text. */
  at(text: string): number;
}

export type Verb = (say: Vocabulary, find: Find) => readonly TextEdit[] | undefined;

export interface Case {
  readonly name: string;
  readonly file?: string;
  readonly before: string;
  /** Undefined when the verb must refuse. */
  readonly after?: string;
  readonly verb: Verb;
}

/** Two verbs on one text, applied together. */
export const both =
  (first: Verb, second: Verb): Verb =>
  (say, find) => {
    const answers = [first(say, find), second(say, find)];
    return answers.includes(undefined) ? undefined : answers.flatMap((edits) => edits ?? []);
  };

export function runCases(title: string, cases: readonly Case[]): void {
  const checked = typeChecker(cases);
  describe(title, () => {
    for (const [index, { name, before, after, verb, file = "case.ts" }] of cases.entries()) {
      it(name, () => {
        const edits = ask(verb, before, file);
        if (after === undefined) return expect(edits).toBeUndefined();
        expect(edits).toBeDefined();
        const result = applyEdits(before, edits!);
        expect(result).toBe(after);
        expect(checked().get(`/${index}/after/${file}`)).toEqual(checked().get(`/${index}/before/${file}`));
        expect(checked().get(`/${index}/before/${file}`)).toEqual([]);
        expect(askAgain(verb, result, file)).toBeUndefined();
      });
    }
  });
}

/** The verb on its own result: nothing to do, or what it was about is gone. */
function askAgain(verb: Verb, text: string, file: string): readonly TextEdit[] | undefined {
  try {
    return ask(verb, text, file);
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}

/** What a case asks about is not in the text. */
export class Missing extends Error {}

function ask(verb: Verb, text: string, file: string): readonly TextEdit[] | undefined {
  const parsed = typescript.parse({ fileName: file, text });
  const facts = parsed.facts();
  return verb(parsed.say(facts), finder(text, facts));
}

export function finder(text: string, facts: CodeFacts): Find {
  const must = (id: number | undefined, what: string): number => {
    if (id === undefined) throw new Missing(`no ${what}`);
    return id;
  };
  return {
    call: (name, skip = 0) =>
      must(facts.calls.filter(({ callee }) => text.slice(callee.start, callee.end) === name)[skip]?.id, `call ${name}`),
    loop: (start) =>
      must(
        facts.scopes.find(({ kind, span }) => kind === "loop" && text.startsWith(start, span.start))?.id,
        `loop ${start}`,
      ),
    binding: (name) => must(facts.bindings.find((binding) => binding.name === name)?.id, `binding ${name}`),
    function: (name) =>
      must(facts.scopes.find((scope) => scope.kind === "function" && scope.name === name)?.id, `function ${name}`),
    span: (piece) => {
      const start = text.indexOf(piece);
      if (start < 0) throw new Missing(`no ${piece}`);
      return { start, end: start + piece.length };
    },
    at: (piece) => text.indexOf(piece),
  };
}

/** One program for all texts of a file of cases, made when the first is asked for. */
function typeChecker(cases: readonly Case[]): () => ReadonlyMap<string, readonly string[]> {
  let found: Map<string, readonly string[]> | undefined;
  return () => {
    if (found) return found;
    const { JsxEmit, ModuleDetectionKind, ModuleKind, ModuleResolutionKind, ScriptTarget } = morph;
    const project = new Project({
      useInMemoryFileSystem: true,
      compilerOptions: {
        strict: true,
        target: ScriptTarget.ES2022,
        module: ModuleKind.ESNext,
        moduleResolution: ModuleResolutionKind.Bundler,
        jsx: JsxEmit.Preserve,
        allowJs: true,
        noEmit: true,
        moduleDetection: ModuleDetectionKind.Force,
        types: [],
        lib: ["lib.es2023.d.ts"],
      },
    });
    for (const [name, text] of Object.entries(stubs)) {
      if (!name.startsWith("./"))
        project.createSourceFile(`/node_modules/${name.replace("node:", "node_")}/index.d.ts`, text);
    }
    project.createSourceFile(
      "/globals.d.ts",
      `${globals}\n${Object.entries(stubs)
        .filter(([name]) => name.startsWith("node:"))
        .map(([name, text]) => `declare module "${name}" { ${text.replaceAll("declare const", "const")} }`)
        .join("\n")}`,
    );
    project.getSourceFileOrThrow("/globals.d.ts");
    const files: string[] = [];
    for (const [index, { before, after, file = "case.ts" }] of cases.entries()) {
      if (after === undefined) continue;
      for (const [side, text] of [
        ["before", before],
        ["after", after],
      ] as const) {
        const path = `/${index}/${side}/${file}`;
        project.createSourceFile(path, text);
        project.createSourceFile(`/${index}/${side}/model.d.ts`, stubs["./model.js"]!, { overwrite: true });
        files.push(path);
      }
    }
    const program = project.getProgram().compilerObject;
    found = new Map(
      files.map((path) => {
        const source = program.getSourceFile(path)!;
        const all = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
        return [path, all.map(({ messageText }) => morph.flattenDiagnosticMessageText(messageText, "\n"))];
      }),
    );
    return found;
  };
}
