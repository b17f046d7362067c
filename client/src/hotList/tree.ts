/**
 * Findings as a tree: measured ones ranked by what they cost, the others by severity, never in one ranking; inside both by
 * dimension or file on request. Absent on purpose: where findings come from, and commands.
 */
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace } from "vscode";
import type { WorkspaceFinding } from "../../../server/src/lsp/protocol.ts";
import { capital, dimensionNames } from "../dimensions.ts";

export type Grouping = "none" | "dimension" | "file";

export type Node = GroupNode | FindingNode;

export interface GroupNode {
  readonly kind: "group";
  readonly id: string;
  readonly label: string;
  readonly file: Uri | null;
  readonly children: readonly Node[];
}

export interface FindingNode {
  readonly kind: "finding";
  readonly id: string;
  readonly finding: WorkspaceFinding;
}

export function nodesOf(findings: readonly WorkspaceFinding[], grouping: Grouping): readonly GroupNode[] {
  const group = (id: string, label: string, members: readonly WorkspaceFinding[]): GroupNode[] =>
    members.length === 0 ? [] : [{ kind: "group", id, label, file: null, children: below(id, members, grouping) }];
  return [
    ...group(
      "measured",
      "Measured",
      findings.filter(({ measured }) => measured !== null),
    ),
    ...group(
      "not measured",
      "Not measured",
      findings.filter(({ measured }) => measured === null),
    ),
  ];
}

function below(id: string, members: readonly WorkspaceFinding[], grouping: Grouping): readonly Node[] {
  const leaves = (prefix: string, some: readonly WorkspaceFinding[]): FindingNode[] =>
    some.map((finding) => ({ kind: "finding", id: `${prefix}/${keyOf(finding)}`, finding }));
  if (grouping === "none") return leaves(id, members);
  const keys =
    grouping === "dimension"
      ? dimensionNames.filter((name) => members.some(({ dimensions }) => dimensions.includes(name)))
      : [...new Set(members.map(({ uri }) => uri))]; // in the order of their first finding
  return keys.map((key): GroupNode => {
    const own = members.filter((one) => (grouping === "dimension" ? one.dimensions.includes(key) : one.uri === key));
    const file = grouping === "file" ? Uri.parse(key) : null;
    const label = file ? workspace.asRelativePath(file) : capital(key);
    return { kind: "group", id: `${id}/${key}`, label, file, children: leaves(`${id}/${key}`, own) };
  });
}

const keyOf = ({ uri, rule, range }: WorkspaceFinding): string =>
  `${uri}#${range.start.line}:${range.start.character} ${rule}`;

export function itemOf(node: Node): TreeItem {
  return node.kind === "group" ? groupItem(node) : findingItem(node);
}

function groupItem({ id, label, file, children }: GroupNode): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  const count = leavesOf(children);
  item.id = id;
  item.description = String(count);
  item.accessibilityInformation = { label: `${label}, ${count} ${count === 1 ? "finding" : "findings"}` };
  if (file) {
    item.iconPath = ThemeIcon.File;
    item.resourceUri = file;
  }
  return item;
}

const leavesOf = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + (node.kind === "group" ? leavesOf(node.children) : 1), 0);

function findingItem({ id, finding }: FindingNode): TreeItem {
  const { head, measured, severity, range, target } = finding;
  const uri = Uri.parse(finding.uri);
  const line = range.start.line + 1;
  const place = `${uri.path.slice(uri.path.lastIndexOf("/") + 1)}:${line}`;
  // The cost first: what follows may be cut off in a narrow side bar.
  const item = new TreeItem(measured ? `${measured.text} \u00b7 ${head}` : head, TreeItemCollapsibleState.None);
  item.id = id;
  item.description = place;
  item.iconPath = iconOf(severity, measured !== null);
  item.tooltip = tooltipOf(finding, `${workspace.asRelativePath(uri)}:${line}`);
  item.contextValue = target ? "finding.measurable" : "finding";
  item.accessibilityInformation = {
    label: `${head}, ${measured ? `measured, ${spoken(measured.text)}` : `not measured, ${severity}`}, line ${line}`,
  };
  // The editor's own command: Enter opens, Space previews.
  item.command = { title: "Go to Code", command: "vscode.open", arguments: [uri, { selection: range }] };
  return item;
}

function iconOf(severity: WorkspaceFinding["severity"], isMeasured: boolean): ThemeIcon {
  if (severity === "error") return new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  return isMeasured
    ? new ThemeIcon("flame", new ThemeColor("list.warningForeground"))
    : new ThemeIcon("circle-outline");
}

function tooltipOf({ message, rule, dimensions, measured }: WorkspaceFinding, place: string): MarkdownString {
  const text = new MarkdownString();
  text.appendText(message);
  text.appendMarkdown("\n\n");
  text.appendText([place, rule, dimensions.join(", ")].filter((one) => one !== "").join(" \u00b7 "));
  if (!measured) text.appendMarkdown("\n\nNot measured here.");
  return text;
}

const units: Readonly<Record<string, string>> = {
  ns: "nanoseconds",
  "\u00b5s": "microseconds",
  ms: "milliseconds",
  s: "seconds",
  min: "minutes",
};

/** `412 milliseconds per request`. */
const spoken = (text: string): string =>
  text.replace(/(\d )([nm\u00b5]?s|min)\b/g, (_, number: string, unit: string) => number + units[unit]);
