/**
 * Text in, facts out: whole or incremental parsing, and what is asked of the result later. Absent on purpose: caches that
 * outlive a text, and the type checker.
 */
import type { Later, Place } from "../../facts/builder.ts";
import type { BindingId, CallId, CodeFacts, ScopeId, Value } from "../../facts/facts.ts";
import type { AccessPath } from "../../facts/path.ts";
import type { BenchSubject, BenchText, Signature } from "../../facts/signature.ts";
import type { Surface } from "../../facts/surface.ts";
import type { Vocabulary } from "../../facts/vocabulary.ts";
import type { Span } from "../../text/span.ts";
import type { ExportsOf, ModuleExports, Parsed, ParseInput } from "../language.ts";
import { benchTextFor } from "./benchText.ts";
import { loopBound } from "./bounds.ts";
import { brokenRegions } from "./broken.ts";
import { changedRange } from "./changes.ts";
import { ts } from "./compiler.ts";
import { directivesIn, marksIn } from "./directives.ts";
import { lower } from "./lower.ts";
import { moduleExports, noExports } from "./moduleExports.ts";
import { Resolver } from "./resolve.ts";
import { signatureAt } from "./signature.ts";
import { specifiersOf } from "./specifiers.ts";
import { surfaceOf } from "./surface.ts";
import { callArguments, valueAt } from "./values.ts";
import { createVocabulary } from "./vocabulary/vocabulary.ts";
import type { Walk } from "./walk.ts";

export function parse(input: ParseInput): Parsed {
  const { fileName, text, previous, changes } = input;
  if (previous instanceof TypeScriptParsed && previous.fileName === fileName) {
    if (previous.text === text) return previous;
    const source = reparse(previous, text, changes);
    if (source !== undefined) return new TypeScriptParsed(fileName, text, source);
  }
  return new TypeScriptParsed(fileName, text, parseWhole(fileName, text));
}

/** The compiler takes the old tree apart for the new one, so the previous result gives its tree away. */
function reparse(previous: TypeScriptParsed, text: string, changes: ParseInput["changes"]): ts.SourceFile | undefined {
  const range = changedRange(previous.text, text, changes);
  const old = range && previous.giveTree();
  if (old === undefined || range === undefined) return undefined;
  try {
    return ts.updateSourceFile(
      old,
      text,
      ts.createTextChangeRange(ts.createTextSpanFromBounds(range.start, range.end), range.length),
    );
  } catch {
    return undefined;
  }
}

/** Null when the text nests too deeply for the parser. */
function parseWhole(fileName: string, text: string): ts.SourceFile | null {
  try {
    return ts.createSourceFile(fileName, text, options, true);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const options: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.Latest,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  // Every file may await at its top level, whether or not it imports anything yet.
  setExternalModuleIndicator: (file) => {
    (file as { externalModuleIndicator?: ts.Node | true }).externalModuleIndicator = true;
  },
};

class TypeScriptParsed implements Parsed {
  readonly fileName: string;
  readonly text: string;
  /** Undefined once it was given away. */
  #source: ts.SourceFile | null | undefined;
  #specifiers: readonly string[] | null = null;
  #facts: CodeFacts | null = null;
  #answers: Answers | null = null;
  #isExporting = false;

  constructor(fileName: string, text: string, source: ts.SourceFile | null) {
    this.fileName = fileName;
    this.text = text;
    this.#source = source;
  }

  get specifiers(): readonly string[] {
    if (this.#specifiers === null) {
      const source = this.#tree();
      this.#specifiers = source === null ? [] : specifiersOf(source);
    }
    return this.#specifiers;
  }

  facts(exportsOf?: ExportsOf): CodeFacts {
    const answers = this.#answersFor(exportsOf);
    this.#facts ??= answers.walk.pen.facts();
    return this.#facts;
  }

  exports(exportsOf?: ExportsOf): ModuleExports {
    // Files that re-export each other ask in a circle; whoever asks again gets nothing new.
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
    const source = this.#tree();
    return source ? signatureAt(source, span) : undefined;
  }

  benchText(subject: BenchSubject): BenchText | undefined {
    const source = this.#tree();
    return source ? benchTextFor(source, subject) : undefined;
  }

  say(facts: CodeFacts): Vocabulary {
    return createVocabulary(this.fileName, this.text, facts);
  }

  /** Hands the tree to the parser of the next text; undefined when there is none to give. */
  giveTree(): ts.SourceFile | undefined {
    const source = this.#source;
    if (source === null || source === undefined) return undefined;
    this.#specifiers ??= specifiersOf(source);
    this.#source = undefined;
    this.#answers?.loseTree();
    return source;
  }

  #tree(): ts.SourceFile | null {
    if (this.#source === undefined) this.#source = parseWhole(this.fileName, this.text);
    return this.#source;
  }

  #answersFor(exportsOf: ExportsOf | undefined): Answers {
    if (this.#answers === null || this.#answers.exportsOf !== exportsOf) {
      this.#answers = new Answers(() => this.#tree(), this.fileName, this.text, exportsOf);
      this.#facts = null;
    }
    return this.#answers;
  }
}

/** Answers what facts ask later. Ids are the same in every walk over a text, so a lost tree is simply made again. */
class Answers implements Later {
  readonly exportsOf: ExportsOf | undefined;
  readonly #tree: () => ts.SourceFile | null;
  readonly #fileName: string;
  readonly #text: string;
  #walk: Walk | null = null;
  #resolver: Resolver | null = null;

  constructor(tree: () => ts.SourceFile | null, fileName: string, text: string, exportsOf: ExportsOf | undefined) {
    this.#tree = tree;
    this.#fileName = fileName;
    this.#text = text;
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

  loseTree(): void {
    this.#walk = null;
    this.#resolver = null;
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

  bindingPaths(binding: BindingId): readonly AccessPath[] {
    return this.resolver.bindingPaths(binding);
  }

  loopBound(loop: ScopeId): number | null {
    return loopBound(this.walk, loop);
  }

  #lower(): Walk {
    const source = this.#tree();
    if (source !== null) {
      try {
        const walk = lower(source, this);
        walk.pen.broken.push(...brokenRegions(source));
        walk.pen.directives = directivesIn(source);
        walk.pen.marks = marksIn(source);
        return walk;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    // Too deep to read: a module of which nothing is known.
    const empty = lower(ts.createSourceFile(this.#fileName, "", options, true), this, this.#text.length);
    empty.pen.broken.push({ start: 0, end: this.#text.length });
    return empty;
  }
}
