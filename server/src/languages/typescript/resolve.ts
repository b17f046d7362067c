/**
 * Follows expressions to what they stand for, lazily and each at most once. Absent on purpose: types inferred by a
 * checker, other files (they are asked through `ExportsOf`), and values that change in ways syntax does not show.
 */
import type { BindingId, CallId, ScopeId } from "../../facts/facts.ts";
import type { AccessPath } from "../../facts/path.ts";
import type { FunctionRecord } from "../../facts/records.ts";
import type { ExportsOf } from "../language.ts";
import { ts } from "./compiler.ts";
import { fieldEnd, propertyOf } from "./fields.ts";
import { Modules } from "./modules.ts";
import { callsByBinding, parameterThings } from "./parameters.ts";
import { resultOf } from "./results.ts";
import { isClassNode, isFunctionExpression, isMemberNode, type MemberNode, memberName, settled } from "./syntax.ts";
import { add, gather, PathThing, type Thing } from "./things.ts";
import { each, type Origin, type Step, type Walk } from "./walk.ts";
import { declaredThings, typeThings } from "./writtenTypes.ts";

const { SyntaxKind } = ts;
const none: readonly Thing[] = [];

/** Steps one question may take before it is given up as too tangled. */
const patience = 20_000;
/** Expressions within expressions one question may enter; deeper ones end it. */
const deepest = 200;

export class Resolver {
  readonly walk: Walk;
  readonly modules: Modules;
  readonly #bindings = new Map<BindingId, readonly Thing[]>();
  readonly #callees = new Map<CallId, readonly Thing[]>();
  readonly #calls = new Map<CallId, readonly Thing[]>();
  readonly #returns = new Map<ScopeId, readonly Thing[]>();
  readonly #elements = new Map<ts.Node, readonly Thing[]>();
  readonly #members = new Map<string, readonly Thing[]>();
  readonly #globals = new Map<string, PathThing>();
  /** Questions being answered, for telling circles. */
  readonly #open: (number | string)[] = [];
  /** Position in `#open` of the outermost question that the current answer had to leave out. */
  #cut = Number.POSITIVE_INFINITY;
  #steps = 0;
  #callsThrough: Map<BindingId, CallId[]> | null = null;
  #depth = 0;

  constructor(walk: Walk, exportsOf: ExportsOf | undefined) {
    this.walk = walk;
    this.modules = new Modules(exportsOf);
  }

  /** Calls whose callee is the binding itself: `load(…)`, `this.load(…)`. */
  callsThrough(binding: BindingId): readonly CallId[] {
    this.#callsThrough ??= callsByBinding(this);
    return this.#callsThrough.get(binding) ?? [];
  }

  callPaths(call: CallId): readonly AccessPath[] {
    return pathsIn(this.callee(call));
  }

  callTarget(call: CallId): ScopeId | null {
    for (const thing of this.callee(call)) {
      if (thing.kind === "function" || thing.kind === "wrapped") return thing.scope;
      if (thing.kind === "class") {
        const declared = thing.node.members.find((member) => ts.isConstructorDeclaration(member));
        const scope = declared && this.walk.scopeOf.get(declared);
        if (scope !== undefined) return scope;
      }
    }
    return null;
  }

  bindingPaths(binding: BindingId): readonly AccessPath[] {
    return pathsIn(this.binding(binding));
  }

  paths(node: ts.Expression): readonly AccessPath[] {
    return pathsIn(this.expression(node));
  }

  /** The place that is assigned to, not what was put there. */
  targetPaths(node: ts.Expression): readonly AccessPath[] {
    const target = settled(node);
    if (!isMemberNode(target)) return this.paths(target);
    const name = memberName(target);
    return name === undefined
      ? []
      : pathsIn(gather(this.expression(target.expression), (thing) => this.member(thing, name)));
  }

  callee(call: CallId): readonly Thing[] {
    return this.#answer(this.#callees, call, call * 8 + 2, () => {
      const node = this.walk.callNodes[call]!;
      const isCall = node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression;
      return this.expression(isCall ? (node as ts.CallExpression).expression : node);
    });
  }

  expression(expression: ts.Expression): readonly Thing[] {
    if (this.#depth >= deepest) this.#steps = Number.POSITIVE_INFINITY;
    if (this.#steps > patience) return none;
    this.#depth++;
    this.#steps++;
    const things = this.#expressionThings(expression);
    this.#depth--;
    if (this.#depth === 0 && this.#open.length === 0) this.#steps = 0;
    return things;
  }

  #expressionThings(expression: ts.Expression): readonly Thing[] {
    const node = settled(expression);
    switch (node.kind) {
      case SyntaxKind.Identifier:
        return this.#name(node as ts.Identifier);
      case SyntaxKind.ThisKeyword: {
        const self = this.walk.selves.get(node);
        if (self === undefined) return none;
        if (isClassNode(self.node)) return [{ kind: self.static ? "class" : "instance", node: self.node }];
        return [{ kind: "record", node: self.node as ts.ObjectLiteralExpression }];
      }
      case SyntaxKind.PropertyAccessExpression:
      case SyntaxKind.ElementAccessExpression:
        return this.#memberExpression(node as MemberNode);
      case SyntaxKind.CallExpression:
      case SyntaxKind.NewExpression:
        return this.#call(node as ts.CallExpression | ts.NewExpression);
      case SyntaxKind.ConditionalExpression: {
        const { whenTrue, whenFalse } = node as ts.ConditionalExpression;
        return gather([whenTrue, whenFalse], (side) => this.expression(side));
      }
      case SyntaxKind.BinaryExpression:
        return this.#operation(node as ts.BinaryExpression);
      case SyntaxKind.ObjectLiteralExpression:
        return [{ kind: "record", node: node as ts.ObjectLiteralExpression }];
      case SyntaxKind.ArrayLiteralExpression:
        return [{ kind: "list", node: node as ts.ArrayLiteralExpression }];
      case SyntaxKind.ClassExpression:
        return [{ kind: "class", node: node as ts.ClassExpression }];
      default:
        if (!isFunctionExpression(node)) return none;
        return this.#functionThing(node);
    }
  }

  binding(id: BindingId): readonly Thing[] {
    return this.#answer(this.#bindings, id, id * 8, () => this.#bindingThings(id));
  }

  /** What the function returns; promises stand for what they give. */
  returns(scope: ScopeId): readonly Thing[] {
    return this.#answer(this.#returns, scope, scope * 8 + 1, () => {
      const record = this.walk.pen.scopes[scope] as FunctionRecord;
      const things = gather(record.returns, ({ place }) =>
        place === null ? none : this.expression(this.walk.places[place]!.node),
      );
      if (things.length > 0) return things;
      const { type } = this.walk.scopeNodes[scope] as ts.FunctionLikeDeclaration;
      return type === undefined ? none : typeThings(this, type);
    });
  }

  follow(things: readonly Thing[], access: readonly Step[]): readonly Thing[] {
    let at = things;
    for (const step of access) at = gather(at, (thing) => this.member(thing, step));
    return at;
  }

  member(thing: Thing, step: Step): readonly Thing[] {
    switch (thing.kind) {
      case "path":
        return step === each ? none : this.modules.member(thing, String(step));
      case "record":
        return step === each ? this.elements([thing]) : this.#recordMember(thing.node, String(step));
      case "list": {
        if (step === each) return this.elements([thing]);
        const element = thing.node.elements[Number(step)];
        return element === undefined || thing.node.elements.slice(0, Number(step)).some(ts.isSpreadElement)
          ? none
          : this.expression(element);
      }
      case "many":
        return step === each || Number.isInteger(Number(step)) ? thing.of : none;
      case "instance":
      case "class":
        return step === each ? none : this.#classMember(thing, String(step));
      case "shape": {
        const declared = thing.members.find(
          (member) => ts.isPropertySignature(member) && member.name.getText() === String(step),
        );
        const type = declared && (declared as ts.PropertySignature).type;
        return type === undefined ? none : typeThings(this, type);
      }
      default:
        return none;
    }
  }

  elements(things: readonly Thing[]): readonly Thing[] {
    return gather(things, (thing) => {
      if (thing.kind === "many") return thing.of;
      if (thing.kind !== "list" && thing.kind !== "record") return none;
      return this.#answer(this.#elements, thing.node, thing.node.pos * 8 + 4, () => this.#elementsOf(thing.node));
    });
  }

  #elementsOf(node: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression): readonly Thing[] {
    if (ts.isObjectLiteralExpression(node)) {
      return gather(node.properties, (property) =>
        ts.isPropertyAssignment(property) ? this.expression(property.initializer) : none,
      );
    }
    return gather(node.elements, (element) =>
      ts.isSpreadElement(element) ? this.elements(this.expression(element.expression)) : this.expression(element),
    );
  }

  /** Elements of what an expression stands for, and of what was put into it. */
  elementsIn(expression: ts.Expression): readonly Thing[] {
    return add([...this.elements(this.expression(expression))], this.putInto(expression, [each]));
  }

  /** Things put into a binding's value in one of these places; `each` is a place that cannot be told. */
  putInto(owner: ts.Expression, places: readonly Step[]): readonly Thing[] {
    const binding = this.bindingAt(settled(owner));
    if (binding === undefined) return none;
    const put = this.walk.origins[binding]!.filter(
      ({ into }) => into !== undefined && (places.includes(into) || (typeof into === "string" && places[0] === each)),
    );
    if (put.length === 0) return none;
    // `x[key] = f(x[key])`: what is put there may come from there.
    const key = `p${binding}.${places.map(String).join()}`;
    return this.#answer(this.#members, key, key, () => gather(put, (origin) => this.#origin(origin)));
  }

  bindingAt(node: ts.Node): BindingId | undefined {
    const { references } = this.walk.pen;
    if (node.kind === SyntaxKind.Identifier) return references.at(node.end);
    return isMemberNode(node) ? references.at(fieldEnd(node)) : undefined;
  }

  global(name: string): PathThing {
    let thing = this.#globals.get(name);
    if (thing === undefined) {
      thing = new PathThing({ module: "", steps: name });
      this.#globals.set(name, thing);
    }
    return thing;
  }

  #name(node: ts.Identifier): readonly Thing[] {
    const binding = this.walk.pen.references.at(node.end);
    if (binding !== undefined) return this.binding(binding);
    return node.text === "undefined" || node.text === "" ? none : [this.global(node.text)];
  }

  #memberExpression(node: MemberNode): readonly Thing[] {
    const field = this.walk.pen.references.at(fieldEnd(node));
    const step = memberName(node) ?? each;
    if (field !== undefined) {
      const things = this.binding(field);
      if (things.length > 0) return things;
    }
    const things = gather(this.expression(node.expression), (thing) => this.member(thing, step));
    const isElement = node.kind === SyntaxKind.ElementAccessExpression;
    const put = this.putInto(node.expression, isElement ? [step, each] : [step]);
    return put.length === 0 ? things : add([...things], put);
  }

  #operation(node: ts.BinaryExpression): readonly Thing[] {
    switch (node.operatorToken.kind) {
      case SyntaxKind.QuestionQuestionToken:
      case SyntaxKind.BarBarToken:
      case SyntaxKind.QuestionQuestionEqualsToken:
      case SyntaxKind.BarBarEqualsToken:
        return gather([node.left, node.right], (side) => this.expression(side));
      case SyntaxKind.AmpersandAmpersandToken:
      case SyntaxKind.CommaToken:
      case SyntaxKind.EqualsToken:
        return this.expression(node.right);
      default:
        return none;
    }
  }

  #call(node: ts.CallExpression | ts.NewExpression): readonly Thing[] {
    const call = this.walk.callOf.get(node);
    if (call === undefined) return resultOf(this, node);
    return this.#answer(this.#calls, call, call * 8 + 3, () => resultOf(this, node));
  }

  #functionThing(node: ts.Node): readonly Thing[] {
    const scope = this.walk.scopeOf.get(node);
    return scope === undefined ? none : [{ kind: "function", scope }];
  }

  #bindingThings(id: BindingId): readonly Thing[] {
    const { pen, bindingNodes, functionOf, classOf, origins } = this.walk;
    const record = pen.bindings[id]!;
    const node = bindingNodes[id]!;
    if (record.origin === "import") return this.modules.imported(node);
    if (record.origin === "class") {
      const owner = classOf.get(id);
      return owner === undefined ? none : [{ kind: "class", node: owner }];
    }
    const things: Thing[] = [];
    const scope = record.origin === "function" ? functionOf.get(id) : undefined;
    if (scope !== undefined) {
      const isAccessor = (pen.scopes[scope] as FunctionRecord).member === "accessor";
      add(things, isAccessor ? this.returns(scope) : [{ kind: "function", scope }]);
    }
    if (record.origin === "parameter" || isParameter(node)) add(things, parameterThings(this, node));
    for (const origin of origins[id]!) if (origin.into === undefined) add(things, this.#origin(origin));
    return things.length > 0 ? things : declaredThings(this, node);
  }

  #origin({ node, access }: Origin): readonly Thing[] {
    return access[0] === each
      ? this.follow(this.elementsIn(node), access.slice(1))
      : this.follow(this.expression(node), access);
  }

  #recordMember(literal: ts.ObjectLiteralExpression, name: string): readonly Thing[] {
    const key = `m${literal.pos}.${name}`;
    return this.#answer(this.#members, key, key, () => this.#recordMemberThings(literal, name));
  }

  #recordMemberThings(literal: ts.ObjectLiteralExpression, name: string): readonly Thing[] {
    const property = propertyOf(literal, name);
    if (property === undefined) {
      return gather(literal.properties, (other) =>
        ts.isSpreadAssignment(other)
          ? gather(this.expression(other.expression), (thing) => this.member(thing, name))
          : none,
      );
    }
    if (ts.isPropertyAssignment(property)) return this.expression(property.initializer);
    if (ts.isShorthandPropertyAssignment(property)) return this.#name(property.name);
    const scope = this.walk.scopeOf.get(property);
    if (scope === undefined) return none;
    return ts.isMethodDeclaration(property) ? [{ kind: "function", scope }] : this.returns(scope);
  }

  #classMember(thing: Extract<Thing, { kind: "class" | "instance" }>, name: string): readonly Thing[] {
    const members = this.walk.members.get(thing.node);
    const binding = (thing.kind === "class" ? members?.static : members?.own)?.get(name);
    const things = binding === undefined ? none : this.binding(binding);
    if (things.length > 0) return things;
    const base = thing.node.heritageClauses?.find(({ token }) => token === SyntaxKind.ExtendsKeyword)?.types[0];
    if (base === undefined) return none;
    return gather(this.expression(base.expression), (parent) => {
      if (parent.kind === "class") return this.#inherited({ kind: thing.kind, node: parent.node }, name);
      if (parent.kind !== "path") return none;
      return this.member(thing.kind === "class" ? parent : parent.result, name);
    });
  }

  /** A class may, in half-typed code, extend itself. */
  #inherited(thing: Extract<Thing, { kind: "class" | "instance" }>, name: string): readonly Thing[] {
    const key = `i${thing.kind}${thing.node.pos}.${name}`;
    return this.#answer(this.#members, key, key, () => this.#classMember(thing, name));
  }

  /** Answers once. An answer that had to leave out a question still open further out is not kept: it may be too small. */
  #answer<Key>(
    memo: Map<Key, readonly Thing[]>,
    index: Key,
    key: number | string,
    ask: () => readonly Thing[],
  ): readonly Thing[] {
    const known = memo.get(index);
    if (known !== undefined) return known;
    const circle = this.#open.indexOf(key);
    if (circle >= 0 || this.#steps > patience) {
      if (circle >= 0) this.#cut = Math.min(this.#cut, circle);
      return none;
    }
    const depth = this.#open.push(key) - 1;
    const outerCut = this.#cut;
    this.#cut = Number.POSITIVE_INFINITY;
    this.#steps++;
    const things = ask();
    this.#open.pop();
    if (this.#cut >= depth || this.#steps > patience) memo.set(index, things);
    else this.#cut = Math.min(this.#cut, outerCut);
    if (this.#cut >= depth) this.#cut = outerCut;
    if (depth === 0) this.#steps = 0;
    return things;
  }
}

const isParameter = (node: ts.Node): boolean => node.parent.kind === SyntaxKind.Parameter;

function pathsIn(things: readonly Thing[]): readonly AccessPath[] {
  const paths: AccessPath[] = [];
  for (const thing of things) if (thing.kind === "path") paths.push(thing.path);
  return paths;
}
