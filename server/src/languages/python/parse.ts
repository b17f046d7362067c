/**
 * Text in, facts out: parsing with what was parsed before, and what is asked of the result later. Absent on purpose: caches that
 * outlive a text.
 */
import { type Edit, type Parser, Edit as ParserEdit, type Tree } from "web-tree-sitter";
import type { Later, Place } from "../../facts/builder.ts";
import type { BindingId, CallId, CodeFacts, ScopeId, Value } from "../../facts/facts.ts";
import type { AccessPath } from "../../facts/path.ts";
import type { BenchSubject, BenchText, Signature } from "../../facts/signature.ts";
import type { Surface } from "../../facts/surface.ts";
import type { Vocabulary } from "../../facts/vocabulary.ts";
import { isNotebook } from "../../text/cells.ts";
import { LineIndex, type Span } from "../../text/span.ts";
import type { ExportsOf, ModuleExports, Parsed, ParseInput } from "../language.ts";
import { benchTextFor } from "./benchText.ts";
import { type ReadCells, readCells } from "./cells.ts";
import { directivesIn, marksIn } from "./comments.ts";
import { loopBound } from "./loops.ts";
import { lower } from "./lower.ts";
import { Resolver } from "./resolve.ts";
import { signatureAt } from "./signature.ts";
import { specifiersIn } from "./specifiers.ts";
import { moduleExports, noExports, surfaceOf } from "./surface.ts";
import { type Mirror, mirror, Node } from "./tree.ts";
import { callArguments, callKeywords, valueAt } from "./values.ts";
import { createVocabulary } from "./vocabulary/vocabulary.ts";
import type { Walk } from "./walk.ts";

export const createParse =
  (parser: Parser) =>
  ({ fileName, text, previous, changes }: ParseInput): Parsed => {
    if (previous instanceof PythonParsed && previous.fileName === fileName) {
      if (previous.text === text) return previous;
      return new PythonParsed(parser, fileName, text, previous.edited(text, changes), previous.cells);
    }
    return new PythonParsed(parser, fileName, text, null, undefined);
  };

class PythonParsed implements Parsed {
  readonly fileName: string;
  readonly text: string;
  readonly #parser: Parser;
  /** The tree of the text before, told what changed. */
  #old: Tree | null;
  #tree: Tree | null = null;
  #mirror: Mirror | null = null;
  /** Of a notebook; those of the text before until this one is read. */
  #cells: ReadCells["cells"] | undefined;
  #specifiers: readonly string[] | null = null;
  #facts: CodeFacts | null = null;
  #answers: Answers | null = null;
  #isExporting = false;

  constructor(parser: Parser, fileName: string, text: string, old: Tree | null, cells: ReadCells["cells"] | undefined) {
    this.#parser = parser;
    this.fileName = fileName;
    this.text = text;
    this.#old = old;
    this.#cells = cells;
  }

  get cells(): ReadCells["cells"] | undefined {
    return this.#cells;
  }

  get specifiers(): readonly string[] {
    this.#specifiers ??= specifiersIn(this.text);
    return this.#specifiers;
  }

  facts(exportsOf?: ExportsOf): CodeFacts {
    const answers = this.#answersFor(exportsOf);
    this.#facts ??= answers.walk.pen.facts();
    return this.#facts;
  }

  exports(exportsOf?: ExportsOf): ModuleExports {
    // Files that import each other ask in a circle; whoever asks again gets nothing new.
    if (this.#isExporting) return noExports;
    this.#isExporting = true;
    try {
      return moduleExports(this.#answersFor(exportsOf).resolver);
    } finally {
      this.#isExporting = false;
    }
  }

  surface(exportsOf?: ExportsOf): Surface {
    return surfaceOf(this.#answersFor(exportsOf).resolver);
  }

  signatureOf(span: Span): Signature | undefined {
    return signatureAt(this.read().root, this.text, span);
  }

  benchText(subject: BenchSubject): BenchText | undefined {
    return benchTextFor({ ...this, root: this.read().root }, subject);
  }

  say(facts: CodeFacts): Vocabulary {
    const { walk } = this.#answers ?? this.#answersFor(undefined);
    return createVocabulary(this.text, () => ({ walk, comments: this.read().comments }), facts);
  }

  /** A copy of the tree that knows what changed since, for the parser of the next text. */
  edited(text: string, changes: ParseInput["changes"]): Tree | null {
    const tree = this.#tree;
    if (tree === null || changes === undefined || changes.length !== 1) return null;
    const [{ start, end, text: put }] = changes as [NonNullable<ParseInput["changes"]>[number]];
    if (this.text.slice(0, start) + put + this.text.slice(end) !== text) return null;
    const before = new LineIndex(this.text);
    const after = new LineIndex(text);
    const copy = tree.copy();
    const edit: Edit = new ParserEdit({
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + put.length,
      startPosition: point(before, start),
      oldEndPosition: point(before, end),
      newEndPosition: point(after, start + put.length),
    });
    copy.edit(edit);
    return copy;
  }

  read(): Mirror {
    if (this.#mirror === null && isNotebook(this.fileName)) {
      const read = readCells(this.#parser, this.text, this.#cells);
      this.#cells = read.cells;
      this.#mirror = read;
    }
    if (this.#mirror === null) {
      const tree = this.#parser.parse(this.text, this.#old);
      this.#old?.delete();
      this.#old = null;
      this.#tree = tree;
      this.#mirror = tree === null ? empty(this.text) : mirror(tree);
      if (tree !== null) trees.register(this, tree);
    }
    return this.#mirror;
  }

  #answersFor(exportsOf: ExportsOf | undefined): Answers {
    if (this.#answers === null || this.#answers.exportsOf !== exportsOf) {
      this.#answers = new Answers(this, exportsOf);
      this.#facts = null;
    }
    return this.#answers;
  }
}

/** The parser's memory is not collected by itself: a tree is freed when nobody holds its text any more. */
const trees = new FinalizationRegistry<Tree>((tree) => tree.delete());

const empty = (text: string): Mirror => ({
  root: new Node("module", 0, text.length, null, null),
  broken: [{ start: 0, end: text.length }],
  comments: [],
});

function point(lines: LineIndex, offset: number): { readonly row: number; readonly column: number } {
  const { line, column } = lines.position(offset);
  return { row: line, column };
}

/** Answers what facts ask later. */
class Answers implements Later {
  readonly exportsOf: ExportsOf | undefined;
  readonly #parsed: PythonParsed;
  #walk: Walk | null = null;
  #resolver: Resolver | null = null;

  constructor(parsed: PythonParsed, exportsOf: ExportsOf | undefined) {
    this.#parsed = parsed;
    this.exportsOf = exportsOf;
  }

  get walk(): Walk {
    this.#walk ??= this.#lower();
    return this.#walk;
  }

  get resolver(): Resolver {
    this.#resolver ??= new Resolver(this.walk, this.exportsOf);
    return this.#resolver;
  }

  value(place: Place): Value {
    return valueAt(this.walk, place);
  }

  paths(place: Place): readonly AccessPath[] {
    return this.resolver.paths(this.walk.places[place]!.node);
  }

  targetPaths(place: Place): readonly AccessPath[] {
    return this.resolver.targetPaths(this.walk.places[place]!.node);
  }

  callPaths(call: CallId): readonly AccessPath[] {
    return this.resolver.callPaths(call);
  }

  callTarget(call: CallId): ScopeId | null {
    return this.resolver.callTarget(call);
  }

  callArguments(call: CallId): readonly Value[] {
    return callArguments(this.walk, call);
  }

  callKeywords(call: CallId): Value | null {
    return callKeywords(this.walk, call);
  }

  bindingPaths(binding: BindingId): readonly AccessPath[] {
    return this.resolver.bindingPaths(binding);
  }

  loopBound(loop: ScopeId): number | null {
    return loopBound(this.walk, this.walk.scopeNodes[loop]!);
  }

  #lower(): Walk {
    const { text } = this.#parsed;
    const { root, broken, comments } = this.#parsed.read();
    try {
      const walk = lower(text, root, this);
      walk.pen.broken.push(...broken);
      walk.pen.directives = directivesIn(text, comments);
      walk.pen.marks = marksIn(text, comments);
      return walk;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Too deep to read: a module of which nothing is known.
      const nothing = empty(text);
      const walk = lower(text, nothing.root, this);
      walk.pen.broken.push(...nothing.broken);
      return walk;
    }
  }
}
