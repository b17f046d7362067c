/** Modules as values: imports, and what other files of the program say they export. Absent on purpose: finding and reading those files. */
import type { AccessPath } from "../../facts/path.ts";
import type { ExportsOf, ModuleExports } from "../language.ts";
import { ts } from "./compiler.ts";
import { add, PathThing, type Thing } from "./things.ts";

const { SyntaxKind } = ts;

export class Modules {
  readonly #exportsOf: ExportsOf | undefined;
  readonly #modules = new Map<string, PathThing>();
  readonly #known = new Map<string, ModuleExports | undefined>();

  constructor(exportsOf: ExportsOf | undefined) {
    this.#exportsOf = exportsOf;
  }

  /** The module as a whole: its namespace. */
  whole(module: string): PathThing {
    let thing = this.#modules.get(module);
    if (thing === undefined) {
      thing = new PathThing({ module, steps: "" });
      this.#modules.set(module, thing);
    }
    return thing;
  }

  /** What a name of an import declaration stands for. */
  imported(name: ts.Node): readonly Thing[] {
    const { parent } = name;
    switch (parent.kind) {
      case SyntaxKind.ImportClause:
        return this.#from((parent as ts.ImportClause).parent, "default");
      case SyntaxKind.NamespaceImport:
        return this.#from((parent as ts.NamespaceImport).parent.parent, null);
      case SyntaxKind.ImportSpecifier: {
        const specifier = parent as ts.ImportSpecifier;
        return this.#from(specifier.parent.parent.parent, (specifier.propertyName ?? specifier.name).text);
      }
      case SyntaxKind.ImportEqualsDeclaration: {
        const { moduleReference } = parent as ts.ImportEqualsDeclaration;
        if (
          moduleReference.kind !== SyntaxKind.ExternalModuleReference ||
          !ts.isStringLiteralLike(moduleReference.expression)
        )
          return [];
        return [this.whole(moduleReference.expression.text)];
      }
      default:
        return [];
    }
  }

  member(thing: PathThing, name: string): readonly Thing[] {
    const direct = thing.member(name);
    if (thing.path.steps !== "" || this.#exportsOf === undefined) return [direct];
    const exports = this.exports(thing.path.module);
    if (exports === undefined) return [direct];
    const things: Thing[] = [direct];
    const known = exports.names.get(name);
    if (known !== undefined) return add(things, this.#things(known));
    if (!exports.returns.has(name)) for (const star of exports.stars) add(things, this.member(this.whole(star), name));
    return things;
  }

  result(thing: PathThing): readonly Thing[] {
    const { module, steps } = thing.path;
    const known = this.#exportsOf === undefined ? undefined : this.exports(module)?.returns.get(steps);
    return known === undefined ? [thing.result] : add([thing.result], this.#things(known));
  }

  /** Undefined for packages and files the host does not know. */
  exports(module: string): ModuleExports | undefined {
    if (this.#exportsOf === undefined) return undefined;
    if (!this.#known.has(module)) this.#known.set(module, this.#exportsOf(module));
    return this.#known.get(module);
  }

  #from(declaration: ts.ImportDeclaration | ts.JSDocImportTag, name: string | null): readonly Thing[] {
    const { moduleSpecifier } = declaration;
    if (!ts.isStringLiteralLike(moduleSpecifier)) return [];
    const module = this.whole(moduleSpecifier.text);
    return name === null ? [module] : this.member(module, name);
  }

  #things(paths: readonly AccessPath[]): readonly Thing[] {
    return paths.map(({ module, steps }) =>
      steps.split(".").reduce((thing, step) => {
        if (step === "") return thing;
        let at = thing;
        const name = step.replace(/(?:\(\)|#)+$/, "");
        if (name !== "") at = at.member(name);
        for (const mark of step.slice(name.length).match(/\(\)|#/g) ?? []) at = mark === "#" ? at.instance : at.result;
        return at;
      }, this.whole(module)),
    );
  }
}
