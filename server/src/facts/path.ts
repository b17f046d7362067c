/**
 * Access paths: where the value of an expression comes from, written as the module it was imported from and the
 * members and calls that lead from there. Absent on purpose: what any such path means; that is knowledge.
 *
 * `const s = await ort.InferenceSession.create(f); s.run(x)` gives the call `s.run(x)` the path
 * `{ module: "onnxruntime-node", steps: "InferenceSession.create().run" }`. `await`, parentheses, `as` and `!` leave no
 * trace; `new X(…)` and `X(…)` both read `X()`; a default import starts with `default`; a namespace import, a
 * `require` and `await import()` start with nothing. An identifier that nothing in the file declares is a global and has the
 * module `""`: `Promise.all` is `{ module: "", steps: "Promise.all" }`. A computed or private member reads by its name
 * when it is a literal (`x["run"]`, `this.#session`), else the path ends there and the value has no path. A step that ends in
 * `#` is an instance of a type that only a declaration names: after `session: ort.InferenceSession`, `session.run(x)` reads
 * `InferenceSession#.run`. A name imported from another file of the program keeps its own path (`./model:get`) beside the
 * paths that file says it leads to.
 */
export interface AccessPath {
  readonly module: string;
  readonly steps: string;
}

export const pathKey = (path: AccessPath): string => `${path.module}:${path.steps}`;
