/** What the schemas of data files are put together from. Absent on purpose: what is described. */

export const text = (description: string) => ({ type: "string", minLength: 1, description });
export const texts = (description: string) => ({
  type: "array",
  items: { type: "string", minLength: 1 },
  minItems: 1,
  description,
});
export const literal = { type: ["string", "number", "boolean"] };

export function record(properties: Readonly<Record<string, unknown>>, required: readonly string[]) {
  return { type: "object", properties, required, additionalProperties: false } as const;
}
