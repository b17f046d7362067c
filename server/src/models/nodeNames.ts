/**
 * Names of nodes as paths of scopes: exporters write the module a node came from into its name. Absent on purpose: meaning.
 */

/** `/encoder/layer.0/MatMul` → `["encoder", "layer.0", "MatMul"]`; branches of an If are scopes, too. */
export function scopesOf(name: string): readonly string[] {
  return name
    .replace(/(If|Loop|Scan)(_\d+)?_(then|else)_branch(?:__Inline_\d+__)?/g, "$1$2 $3")
    .replace(/_nchwc$/, "")
    .split("/")
    .filter((part) => part !== "");
}
