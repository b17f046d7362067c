/** What the schemas of data files are put together from. Absent on purpose: what is described. */

export const text = (description: string) => ({ type: "string", minLength: 1, description });
export const texts = (description: string) => ({
  type: "array",
  items: { type: "string", minLength: 1 },
  minItems: 1,
  description,
});
export const literal = { type: ["string", "number", "boolean"] };

type Demanded<Shape> = {
  [Key in keyof Shape]-?: Record<never, never> extends Pick<Shape, Key> ? never : Key;
}[keyof Shape];

/** A record of the shape of an interface: a field that one of the two lacks does not compile. */
export function record<Shape>(
  properties: { readonly [Key in keyof Shape]-?: unknown },
  required: readonly (Demanded<Shape> & string)[],
) {
  return { type: "object", properties, required, additionalProperties: false } as const;
}
