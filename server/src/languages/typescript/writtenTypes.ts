/** What a written type says about a value: an instance of a module's type, an element, a member. Absent on purpose: a type checker. */
import { ts } from "./compiler.ts";
import { placeOf } from "./parameters.ts";
import type { Resolver } from "./resolve.ts";
import { gather, type Thing } from "./things.ts";

const { SyntaxKind } = ts;
const none: readonly Thing[] = [];

/** What the declaration of a name says, when nothing that is assigned to it says more. */
export function declaredThings(resolver: Resolver, name: ts.Node): readonly Thing[] {
  const { parameter, access } = placeOf(name);
  const type = parameter?.type ?? (name.parent as ts.VariableDeclaration | ts.PropertyDeclaration).type;
  if (type === undefined || (parameter === undefined && !isTyped(name.parent))) return none;
  return resolver.follow(typeThings(resolver, type), access);
}

const isTyped = (node: ts.Node): boolean =>
  node.kind === SyntaxKind.VariableDeclaration || node.kind === SyntaxKind.PropertyDeclaration;

export function typeThings(resolver: Resolver, type: ts.TypeNode, depth = 0): readonly Thing[] {
  if (depth > 7) return none;
  const inner = (node: ts.TypeNode | undefined): readonly Thing[] =>
    node === undefined ? none : typeThings(resolver, node, depth + 1);
  switch (type.kind) {
    case SyntaxKind.TypeReference:
      return reference(resolver, type as ts.TypeReferenceNode, inner);
    case SyntaxKind.UnionType:
    case SyntaxKind.IntersectionType:
      return gather((type as ts.UnionTypeNode).types, inner);
    case SyntaxKind.ParenthesizedType:
    case SyntaxKind.TypeOperator:
      return inner((type as ts.ParenthesizedTypeNode).type);
    case SyntaxKind.ArrayType:
      return [{ kind: "many", of: inner((type as ts.ArrayTypeNode).elementType) }];
    case SyntaxKind.TypeLiteral:
      return [{ kind: "shape", members: (type as ts.TypeLiteralNode).members }];
    case SyntaxKind.FunctionType:
      return [{ kind: "callable", result: (type as ts.FunctionTypeNode).type }];
    case SyntaxKind.TypeQuery:
      return entity(resolver, (type as ts.TypeQueryNode).exprName);
    case SyntaxKind.ImportType: {
      const { argument, qualifier, isTypeOf } = type as ts.ImportTypeNode;
      if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return none;
      const module: readonly Thing[] = [resolver.modules.whole(argument.literal.text)];
      const things = qualifier === undefined ? module : members(resolver, module, qualifier);
      return isTypeOf ? things : instances(things);
    }
    default:
      return none;
  }
}

const transparent = new Set(["Awaited", "NonNullable", "Partial", "Promise", "PromiseLike", "Readonly", "Required"]);
const listed = new Set(["Array", "AsyncIterable", "Iterable", "ReadonlyArray", "ReadonlySet", "Set"]);
const keyed = new Set(["Map", "ReadonlyMap", "Record", "WeakMap"]);

function reference(
  resolver: Resolver,
  type: ts.TypeReferenceNode,
  inner: (node: ts.TypeNode | undefined) => readonly Thing[],
): readonly Thing[] {
  const { typeName, typeArguments } = type;
  if (typeName.kind === SyntaxKind.Identifier) {
    const { text } = typeName;
    const [first, second] = typeArguments ?? [];
    if (transparent.has(text)) return inner(first);
    if (listed.has(text)) return [{ kind: "many", of: inner(first) }];
    if (keyed.has(text)) return [{ kind: "many", of: inner(second) }];
    if (text === "ReturnType") {
      return gather(inner(first), (thing) => {
        if (thing.kind === "path") return resolver.modules.result(thing);
        return thing.kind === "function"
          ? resolver.returns(thing.scope)
          : thing.kind === "callable"
            ? inner(thing.result)
            : none;
      });
    }
    if (text === "InstanceType") return instances(inner(first));
    const own = declared(resolver, text);
    if (own !== undefined)
      return ts.isTypeAliasDeclaration(own) ? inner(own.type) : [{ kind: "shape", members: own.members }];
  }
  return instances(entity(resolver, typeName));
}

/** Interfaces and aliases of the file's own top level. */
function declared(resolver: Resolver, name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined {
  return resolver.walk.source.statements.find(
    (statement) =>
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name.text === name,
  ) as ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined;
}

const instances = (things: readonly Thing[]): readonly Thing[] =>
  gather(things, (thing) =>
    thing.kind === "path" ? [thing.instance] : thing.kind === "class" ? [{ kind: "instance", node: thing.node }] : none,
  );

/** A name in a type means what it means at the top level of the file: types are seldom about local names. */
function entity(resolver: Resolver, name: ts.EntityName): readonly Thing[] {
  if (name.kind === SyntaxKind.QualifiedName)
    return gather(entity(resolver, name.left), (thing) => resolver.member(thing, name.right.text));
  const binding = resolver.walk.names.find(name.text);
  return binding === undefined ? none : resolver.binding(binding);
}

const members = (resolver: Resolver, things: readonly Thing[], name: ts.EntityName): readonly Thing[] =>
  name.kind === SyntaxKind.QualifiedName
    ? gather(members(resolver, things, name.left), (thing) => resolver.member(thing, name.right.text))
    : gather(things, (thing) => resolver.member(thing, name.text));
