/**
 * An expression that stands for a value of a written type: what a user completes or leaves. Types that only another file tells
 * give `undefined` with the type's name beside it, so that a type checker points there. Absent on purpose: a type checker.
 */
import { ts } from "./compiler.ts";

const { SyntaxKind } = ts;
const deepest = 4;

/** `name`: of the parameter, which is all there is to go by without a type. */
export function placeholderFor(type: ts.TypeNode | undefined, name: string, source: ts.SourceFile): string {
  return type ? standIn(type, source, 0) : guess(name);
}

function guess(name: string): string {
  if (/(?:texts|prompts|messages|documents|sentences|inputs|lines|chunks)$/i.test(name)) return '["text"]';
  if (/(?:text|prompt|query|sentence|message|input|question|title|name|content|document)$/i.test(name)) return '"text"';
  if (/^(?:n|k|i)$|(?:count|limit|size|length|index|top)$/i.test(name)) return "1";
  if (/(?:options|config|settings|params)$/i.test(name)) return "{}";
  return "undefined";
}

function standIn(type: ts.TypeNode, source: ts.SourceFile, depth: number): string {
  const inner = (node: ts.TypeNode | undefined): string => (node ? standIn(node, source, depth + 1) : "undefined");
  if (depth > deepest) return unknown(type, source);
  switch (type.kind) {
    case SyntaxKind.StringKeyword:
    case SyntaxKind.TemplateLiteralType:
      return '"text"';
    case SyntaxKind.NumberKeyword:
      return "1";
    case SyntaxKind.BigIntKeyword:
      return "1n";
    case SyntaxKind.BooleanKeyword:
      return "true";
    case SyntaxKind.ObjectKeyword:
      return "{}";
    case SyntaxKind.AnyKeyword:
    case SyntaxKind.UnknownKeyword:
    case SyntaxKind.UndefinedKeyword:
    case SyntaxKind.VoidKeyword:
      return "undefined";
    case SyntaxKind.LiteralType:
      return type.getText(source);
    case SyntaxKind.ParenthesizedType:
    case SyntaxKind.TypeOperator:
    case SyntaxKind.OptionalType:
      return inner((type as ts.ParenthesizedTypeNode).type);
    case SyntaxKind.UnionType:
      return inner(firstThatIsSomething(type as ts.UnionTypeNode));
    case SyntaxKind.IntersectionType:
      return merged((type as ts.IntersectionTypeNode).types.map(inner), () => unknown(type, source));
    case SyntaxKind.ArrayType:
      return `[${inner((type as ts.ArrayTypeNode).elementType)}]`;
    case SyntaxKind.TupleType:
      return `[${(type as ts.TupleTypeNode).elements.map((element) => inner(ts.isNamedTupleMember(element) ? element.type : element)).join(", ")}]`;
    case SyntaxKind.TypeLiteral:
      return shape((type as ts.TypeLiteralNode).members, inner);
    case SyntaxKind.FunctionType:
      return callback(type as ts.FunctionTypeNode, inner);
    case SyntaxKind.TypeReference:
      return reference(type as ts.TypeReferenceNode, source, inner);
    default:
      return unknown(type, source);
  }
}

/** A type checker complains about it where a value is needed, which is where the user is needed. */
const unknown = (type: ts.TypeNode, source: ts.SourceFile): string =>
  `undefined /* ${type.getText(source).replace(/\s+/g, " ").replaceAll("*/", "")} */`;

function firstThatIsSomething({ types }: ts.UnionTypeNode): ts.TypeNode | undefined {
  const isNothing = (type: ts.TypeNode) =>
    type.kind === SyntaxKind.UndefinedKeyword ||
    (ts.isLiteralTypeNode(type) && type.literal.kind === SyntaxKind.NullKeyword);
  return types.find((type) => !isNothing(type)) ?? types[0];
}

function shape(members: readonly ts.TypeElement[], inner: (node: ts.TypeNode | undefined) => string): string {
  const fields = members.flatMap((member) => {
    if (member.questionToken || !member.name) return [];
    const name = member.name.getText();
    if (ts.isMethodSignature(member)) return [`${name}: () => ${inner(member.type)}`];
    return ts.isPropertySignature(member) ? [`${name}: ${inner(member.type)}`] : [];
  });
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function callback({ type }: ts.FunctionTypeNode, inner: (node: ts.TypeNode | undefined) => string): string {
  const result = type.kind === SyntaxKind.VoidKeyword ? "{}" : inner(type);
  return `() => ${result.startsWith("{ ") ? `(${result})` : result}`;
}

const typedArrays = /^(?:Float16|Float32|Float64|Int8|Int16|Int32|Uint8|Uint8Clamped|Uint16|Uint32)Array$/;
const transparent = new Set(["Readonly", "Required", "NonNullable", "Awaited"]);
const lists = new Set(["Array", "ReadonlyArray", "Iterable"]);

/** Types every program has. */
const known: Readonly<Record<string, string>> = {
  String: '"text"',
  Number: "1",
  Boolean: "true",
  Date: "new Date(0)",
  RegExp: "/text/",
  Error: 'new Error("text")',
  URL: 'new URL("http://localhost/")',
  URLSearchParams: 'new URLSearchParams("q=text")',
  Headers: "new Headers()",
  FormData: "new FormData()",
  Request: 'new Request("http://localhost/", { method: "POST", body: JSON.stringify({}) })',
  NextRequest: 'new Request("http://localhost/", { method: "POST", body: JSON.stringify({}) })',
  Response: 'new Response("text")',
  Blob: 'new Blob(["text"])',
  File: 'new File(["text"], "file.txt")',
  Buffer: 'Buffer.from("text")',
  ArrayBuffer: "new ArrayBuffer(16)",
  SharedArrayBuffer: "new SharedArrayBuffer(16)",
  BigInt64Array: "new BigInt64Array(16)",
  BigUint64Array: "new BigUint64Array(16)",
  AbortSignal: "new AbortController().signal",
  ReadableStream: 'new Blob(["text"]).stream()',
  Map: "new Map()",
  Set: "new Set()",
};

function reference(
  type: ts.TypeReferenceNode,
  source: ts.SourceFile,
  inner: (node: ts.TypeNode | undefined) => string,
): string {
  const name = type.typeName.getText(source);
  const [first, second] = type.typeArguments ?? [];
  if (typedArrays.test(name)) return `new ${name}(16)`;
  if (lists.has(name)) return `[${inner(first)}]`;
  if (transparent.has(name)) return inner(first);
  if (name === "Partial") return "{}";
  if (name === "Promise" || name === "PromiseLike") return `Promise.resolve(${inner(first)})`;
  if (name === "AsyncIterable" || name === "AsyncGenerator") return `(async function* () { yield ${inner(first)}; })()`;
  if (name === "Record") return `{ key: ${inner(second)} }`;
  return ownType(name, source, inner) ?? known[name] ?? unknown(type, source);
}

/** Types the file itself declares. */
function ownType(
  name: string,
  source: ts.SourceFile,
  inner: (node: ts.TypeNode | undefined) => string,
): string | undefined {
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return shape(statement.members, inner);
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === name) return inner(statement.type);
    if (ts.isEnumDeclaration(statement) && statement.name.text === name && isExported(statement))
      return `code.${name}.${statement.members[0]?.name.getText(source) ?? ""}`;
    if (ts.isClassDeclaration(statement) && statement.name?.text === name && isExported(statement)) {
      const made = statement.members.find((member) => ts.isConstructorDeclaration(member)) as
        | ts.ConstructorDeclaration
        | undefined;
      const needed = made?.parameters.filter(({ questionToken, initializer }) => !questionToken && !initializer) ?? [];
      return `new code.${name}(${needed.map(({ type }) => inner(type)).join(", ")})`;
    }
  }
  return undefined;
}

const isExported = (statement: ts.EnumDeclaration | ts.ClassDeclaration): boolean =>
  statement.modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword) ?? false;

/** Several shapes at once. */
function merged(parts: readonly string[], otherwise: () => string): string {
  const isShape = (part: string) => /^\{.*\}$/s.test(part);
  if (!parts.every(isShape)) return otherwise();
  const fields = parts.map((part) => part.slice(1, -1).trim()).filter((part) => part !== "");
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
