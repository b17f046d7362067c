/**
 * Where values come from: expressions followed through names, attributes, calls and what other files export, to access paths and
 * to functions of the file. Each question is answered once. Absent on purpose: a type checker; what nobody can tell has no path.
 */
import type { BindingId, CallId, ScopeId } from "../../facts/facts.ts";
import type { AccessPath } from "../../facts/path.ts";
import type { FunctionRecord } from "../../facts/records.ts";
import type { ExportsOf } from "../language.ts";
import { ecosystem } from "./imports.ts";
import { passage } from "./passages.ts";
import { submodule } from "./specifiers.ts";
import { settled, stringValue } from "./syntax.ts";
import { gather, memberPath, none, pathThing, resultPath, type Thing } from "./things.ts";
import type { Node } from "./tree.ts";
import { type ClassInfo, each, type Origin, type Step, type Walk } from "./walk.ts";
import { annotationOf, typeThings } from "./writtenTypes.ts";

/** Steps one question may take: code that names itself in circles ends somewhere. */
const patience = 4_000;
const deepest = 60;

export class Resolver {
  readonly walk: Walk;
  readonly #exportsOf: ExportsOf | undefined;
  readonly #known = new Map<string, readonly Thing[]>();
  readonly #open = new Set<string>();
  #steps = 0;
  /** Questions that were cut short so far. */
  #cuts = 0;
  #depth = 0;

  constructor(walk: Walk, exportsOf: ExportsOf | undefined) {
    this.walk = walk;
    this.#exportsOf = exportsOf;
  }

  /** An instance of a class of the file that is called is also what its base in a package is: `nn.Module()`. */
  callPaths(call: CallId): readonly AccessPath[] {
    const things = this.callee(call);
    const based = things.flatMap((thing) => (thing.kind === "instance" ? this.#basePaths(thing.info, 0) : []));
    return [...pathsIn(things), ...based];
  }

  #basePaths(info: ClassInfo, depth: number): readonly AccessPath[] {
    if (depth > 3) return [];
    return info.bases.flatMap((base) =>
      this.expression(base).flatMap((parent) => {
        if (parent.kind === "path") return [resultPath(parent.path)];
        return parent.kind === "class" ? this.#basePaths(parent.info, depth + 1) : [];
      }),
    );
  }

  callTarget(call: CallId): ScopeId | null {
    for (const thing of this.callee(call)) {
      if (thing.kind === "function") return thing.scope;
      if (thing.kind === "class") {
        const initialiser = this.#classMember(thing.info, "__init__", 0).find(({ kind }) => kind === "function");
        if (initialiser?.kind === "function") return initialiser.scope;
      }
      if (thing.kind === "instance") {
        // Calling an instance runs `__call__`; a module of a neural network its `forward`.
        for (const name of ["__call__", "forward"]) {
          const method = this.#classMember(thing.info, name, 0).find(({ kind }) => kind === "function");
          if (method?.kind === "function") return method.scope;
        }
      }
    }
    return null;
  }

  bindingPaths(binding: BindingId): readonly AccessPath[] {
    return pathsIn(this.binding(binding));
  }

  paths(node: Node): readonly AccessPath[] {
    return pathsIn(this.expression(node));
  }

  /** The place that is assigned to, not what was put there. */
  targetPaths(node: Node): readonly AccessPath[] {
    if (node.type !== "attribute") return this.paths(node);
    const name = this.walk.textOf(node.child("attribute")!);
    return pathsIn(gather(this.expression(node.child("object")!), (thing) => this.member(thing, name)));
  }

  callee(call: CallId): readonly Thing[] {
    const node = this.walk.callNodes[call]!;
    return this.#once(`c${call}`, () => this.expression(node.type === "call" ? node.child("function")! : node));
  }

  expression(expression: Node): readonly Thing[] {
    if (this.#depth >= deepest || this.#steps > patience) {
      this.#cuts++;
      return none;
    }
    this.#depth++;
    this.#steps++;
    const things = this.#expressionThings(settled(expression));
    this.#depth--;
    if (this.#depth === 0) this.#steps = 0;
    return things;
  }

  #expressionThings(node: Node): readonly Thing[] {
    switch (node.type) {
      case "identifier":
        return this.#name(node);
      case "attribute":
        return this.#attribute(node);
      case "call":
        return this.#once(`r${node.start}.${node.end}`, () => this.#result(node));
      case "subscript":
        return this.#subscript(node);
      case "conditional_expression": {
        const [whenTrue, , whenFalse] = node.parts;
        return gather(
          [whenTrue, whenFalse].filter((one) => one !== undefined),
          (one) => this.expression(one),
        );
      }
      case "boolean_operator":
        return gather(node.parts, (one) => this.expression(one));
      case "list":
      case "tuple":
      case "set":
      case "expression_list":
        return [{ kind: "list", node }];
      case "dictionary":
        return [{ kind: "dict", node }];
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
        return [{ kind: "many", of: node.child("body") ? this.expression(node.child("body")!) : none }];
      case "dictionary_comprehension": {
        const value = node.child("body")?.child("value");
        return [{ kind: "many", of: value ? this.expression(value) : none }];
      }
      case "lambda": {
        const scope = this.walk.scopeOf.get(node);
        return scope === undefined ? none : [{ kind: "function", scope }];
      }
      default:
        return none;
    }
  }

  binding(id: BindingId): readonly Thing[] {
    return this.#once(`b${id}`, () => this.#bindingThings(id));
  }

  /** What a function returns; a coroutine stands for what it gives, a generator for nothing. */
  returns(scope: ScopeId): readonly Thing[] {
    return this.#once(`f${scope}`, () => {
      const record = this.walk.pen.scopes[scope] as FunctionRecord;
      const things = gather(record.returns, ({ place }) =>
        place === null ? none : this.expression(this.walk.places[place]!.node),
      );
      if (things.length > 0) return things;
      const written = this.walk.scopeNodes[scope]?.child("return_type");
      return written ? typeThings(this, written) : none;
    });
  }

  member(thing: Thing, step: Step): readonly Thing[] {
    switch (thing.kind) {
      case "path":
        if (step === each) return none;
        return this.#pathMember(thing.path, String(step));
      case "instance":
      case "class":
        return step === each ? none : this.#classMember(thing.info, String(step), 0, thing.kind);
      case "list":
        return step === each || typeof step !== "number" ? this.elements(thing) : this.#element(thing.node, step);
      case "dict":
        return step === each ? this.elements(thing) : this.#entry(thing.node, String(step));
      case "many":
        return typeof step === "string" && step !== "" && Number.isNaN(Number(step)) ? none : thing.of;
      default:
        return none;
    }
  }

  elements(thing: Thing): readonly Thing[] {
    if (thing.kind === "many") return thing.of;
    if (thing.kind === "list")
      // `xs = [*xs, x]` goes round in a circle.
      return this.#once(`e${thing.node.start}.${thing.node.end}`, () =>
        gather(thing.node.parts, (part) =>
          part.type === "list_splat" && part.parts[0]
            ? gather(this.expression(part.parts[0]), (inner) => this.elements(inner))
            : this.expression(part),
        ),
      );
    if (thing.kind !== "dict") return none;
    return gather(thing.node.parts, (pair) => (pair.child("value") ? this.expression(pair.child("value")!) : none));
  }

  /** A module as a whole, or a name in it: a submodule counts like any name. */
  moduleThings(module: string, name: string | null): readonly Thing[] {
    const whole = { module, steps: "" };
    return name === null || name === "" ? [pathThing(module, "")] : this.#pathMember(whole, name);
  }

  #pathMember(path: AccessPath, name: string): readonly Thing[] {
    const direct: Thing = { kind: "path", path: memberPath(path, name) };
    if (path.steps !== "" || this.#exportsOf === undefined) return [direct];
    const below = submodule(path.module, name);
    if (this.#exportsOf(below) !== undefined) return [pathThing(below, "")];
    const exports = this.#exportsOf(path.module);
    if (exports === undefined) return [direct];
    const known = exports.names.get(name);
    if (known === undefined) {
      const starred = exports.stars.map((star): Thing => pathThing(star, name));
      return exports.returns.has(name) ? [direct] : [direct, ...starred];
    }
    return [direct, ...known.map(({ module, steps }): Thing => pathThing(module, steps))];
  }

  #pathResult(path: AccessPath): readonly Thing[] {
    const direct: Thing = { kind: "path", path: resultPath(path) };
    const known = this.#exportsOf?.(path.module)?.returns.get(path.steps);
    return known === undefined ? [direct] : [direct, ...known.map(({ module, steps }) => pathThing(module, steps))];
  }

  #name(node: Node): readonly Thing[] {
    const binding = this.walk.pen.references.at(node.end);
    if (binding !== undefined) return this.binding(binding);
    const name = this.walk.textOf(node);
    if (name === "None" || name === "") return none;
    return [
      pathThing(`${ecosystem}builtins`, name),
      ...gather(this.walk.stars, (module) => this.#starred(module, name)),
    ];
  }

  /** What `from module import *` may have brought; a module of the program says what it has. */
  #starred(module: string, name: string): readonly Thing[] {
    const exports = this.#exportsOf?.(module);
    if (exports === undefined) return module.startsWith(ecosystem) ? [pathThing(module, name)] : none;
    return exports.names.has(name) || exports.returns.has(name) || exports.stars.length > 0
      ? this.moduleThings(module, name)
      : none;
  }

  #attribute(node: Node): readonly Thing[] {
    const name = this.walk.textOf(node.child("attribute")!);
    const field = this.walk.pen.references.at(node.end);
    if (field !== undefined && this.walk.pen.bindings[field]!.name === name) {
      const things = this.binding(field);
      if (things.length > 0) return things;
    }
    return gather(this.expression(node.child("object")!), (thing) => this.member(thing, name));
  }

  #subscript(node: Node): readonly Thing[] {
    const value = node.child("value");
    const key = node.child("subscript");
    if (value === undefined) return none;
    const text = key && stringValue(key, this.walk.text);
    const step: Step = text ?? (key?.type === "integer" ? Number(this.walk.textOf(key)) : each);
    const put = this.putInto(value, [step, each]);
    const things = gather(this.expression(value), (thing) => {
      if (thing.kind === "many") return thing.of;
      return thing.kind === "path" && !(text !== undefined && isName.test(text)) ? none : this.member(thing, step);
    });
    return put.length === 0 ? things : gather([things, put], (part) => part);
  }

  /** Things put into a binding's value: `cache[key] = load()`, `models.append(m)`. */
  putInto(owner: Node, places: readonly Step[]): readonly Thing[] {
    const node = settled(owner);
    const binding =
      node.type === "identifier" || node.type === "attribute" ? this.walk.pen.references.at(node.end) : undefined;
    if (binding === undefined) return none;
    const put = this.walk.origins[binding]!.filter(
      ({ into }) => into !== undefined && (places.includes(into) || into === each),
    );
    return put.length === 0
      ? none
      : this.#once(`p${binding}.${places.map(String).join()}`, () => gather(put, (one) => this.#origin(one)));
  }

  #result(node: Node): readonly Thing[] {
    const callee = node.child("function");
    if (callee === undefined) return none;
    const passed = passage(this, callee, node);
    if (passed !== undefined) return passed;
    const call = this.walk.callOf.get(node);
    return gather(call === undefined ? this.expression(callee) : this.callee(call), (thing) => {
      switch (thing.kind) {
        case "path":
          return this.#pathResult(thing.path);
        case "function":
          return this.returns(thing.scope);
        case "class":
          return [{ kind: "instance", info: thing.info }];
        case "instance": {
          const methods = ["__call__", "forward"].flatMap((name) => this.#classMember(thing.info, name, 0));
          const own = methods.find(({ kind }) => kind === "function");
          return own?.kind === "function" ? this.returns(own.scope) : none;
        }
        default:
          return none;
      }
    });
  }

  #bindingThings(id: BindingId): readonly Thing[] {
    const { pen, imported, functionOf, classOf, selves, origins, bindingNodes } = this.walk;
    const from = imported.get(id);
    if (from !== undefined) return this.moduleThings(from.module, from.name);
    const info = classOf.get(id);
    if (info !== undefined) return [{ kind: "class", info }];
    const self = selves.get(id);
    if (self !== undefined) return [{ kind: pen.bindings[id]!.name === "cls" ? "class" : "instance", info: self }];
    const things: Thing[] = [];
    const scope = functionOf.get(id);
    if (scope !== undefined) {
      const isAccessor = (pen.scopes[scope] as FunctionRecord).member === "accessor";
      things.push(...(isAccessor ? this.returns(scope) : [{ kind: "function", scope } as const]));
    }
    const own = origins[id]!.filter(({ into }) => into === undefined);
    const given = gather(own, (origin) => this.#origin(origin));
    const found = gather([things, given], (part) => part);
    if (found.length > 0) return found;
    const node = bindingNodes[id]!;
    const type = annotationOf(node);
    return type ? typeThings(this, type) : none;
  }

  #origin({ node, access }: Origin): readonly Thing[] {
    let things = this.expression(node);
    access.forEach((step, index) => {
      const put = index === 0 && step === each ? this.putInto(node, [each]) : none;
      things = gather([gather(things, (thing) => this.member(thing, step)), put], (part) => part);
    });
    return things;
  }

  #element(list: Node, index: number): readonly Thing[] {
    const part = list.parts[index];
    const isSplat = list.parts.slice(0, index + 1).some(({ type }) => type === "list_splat");
    return part === undefined || isSplat ? none : this.expression(part);
  }

  #entry(dict: Node, key: string): readonly Thing[] {
    const pair = dict.parts.findLast(
      (one) => one.child("key") !== undefined && stringValue(one.child("key")!, this.walk.text) === key,
    );
    return pair?.child("value") ? this.expression(pair.child("value")!) : none;
  }

  #classMember(info: ClassInfo, name: string, depth: number, as: "class" | "instance" = "instance"): readonly Thing[] {
    const member = info.members.get(name);
    const things = member === undefined ? none : this.binding(member);
    if (things.length > 0 || depth > 5) return things;
    return gather(info.bases, (base) =>
      gather(this.expression(base), (parent) => {
        if (parent.kind === "class") return this.#classMember(parent.info, name, depth + 1, as);
        if (parent.kind !== "path") return none;
        return [{ kind: "path", path: memberPath(as === "class" ? parent.path : resultPath(parent.path), name) }];
      }),
    );
  }

  /** A question that comes back while it is being answered adds nothing. */
  #once(key: string, ask: () => readonly Thing[]): readonly Thing[] {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#open.has(key)) {
      this.#cuts++;
      return none;
    }
    this.#open.add(key);
    const cutsBefore = this.#cuts;
    const things = ask();
    this.#open.delete(key);
    // In the middle of a circle an answer may be too small.
    if (this.#open.size === 0 || things.length > 0 || this.#cuts === cutsBefore) this.#known.set(key, things);
    return things;
  }
}

/** `splits["train"]` reads like a member, as long as it could be one. */
const isName = /^[A-Za-z_]\w*$/;

function pathsIn(things: readonly Thing[]): readonly AccessPath[] {
  return things.flatMap((thing) => (thing.kind === "path" ? [thing.path] : []));
}
