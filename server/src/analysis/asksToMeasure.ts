/** Whether a text asks for a measurement or states what one may cost: then it is looked at, whatever it imports. Absent on purpose: where (facts, marks). */
export const asksToMeasure = (text: string): boolean => /\binferlens-(?:bench|budget)\b/.test(text);
