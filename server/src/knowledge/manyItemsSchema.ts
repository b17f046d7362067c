/** The schema of how one call serves many items, and of vectors (manyItems.ts). Absent on purpose: the rest of a row; see schema.ts. */
import type { Batch, BatchOption, DimensionsOption, VectorsOption } from "./manyItems.ts";
import { literal, record, text, texts } from "./schemaParts.ts";

export const batchWith = (argument: object) =>
  record<Batch>(
    {
      kind: {
        enum: ["array", "sibling", "tensor", "statement", "none"],
        description:
          "A list in place of the item, another function (`callee`), one tensor for all, more in the call's text, or no such form.",
      },
      item: { ...argument, description: "Where the single item stands." },
      callee: text("sibling: the name of the function for many items."),
      batchField: text("sibling: the key that takes the list, when it differs."),
      single: {
        type: "string",
        description: "One result after a single call: `data[0].embedding`. Empty: the result itself.",
      },
      many: { type: "string", pattern: "\\[i\\]", description: "The result at index i: `data[i].embedding`." },
      limit: { type: "integer", minimum: 1, description: "Most items per call." },
      limitSource: text("Where the limit is stated."),
      limitUnless: text("Option of the client with which another service answers."),
      advised: { type: "integer", minimum: 1, description: "Items per call that are advised." },
      listed: { const: true, description: "One item is a list of one already: `upsert([record])`." },
      columns: texts("Keys of the record that each hold a list with one entry per item."),
      chunks: { type: "boolean", description: "The library cuts long lists into requests by itself." },
      wastes: { enum: ["set-up", "queue", "checks"], description: "What one item per call wastes." },
      onePattern: text("Source text that shows that the argument holds one item, as an expression."),
      learnsPattern: text("Source text that shows that the model changes between items, as an expression."),
    },
    ["kind"],
  );

export const batchOption = record<BatchOption>(
  {
    option: text("The option's name."),
    smallBelow: { type: "integer", minimum: 2, description: "Values below this one are small." },
    usual: { type: "integer", minimum: 2, description: "The usual value." },
    default: { type: "integer", minimum: 1, description: "The value where the option is absent, if small too." },
    source: text("Where the usual value is stated."),
  },
  ["option", "smallBelow", "usual", "source"],
);

export const dimensions = record<DimensionsOption>(
  {
    option: text("The option's name."),
    unbounded: {
      type: "object",
      additionalProperties: { type: "integer", minimum: 1 },
      minProperties: 1,
      description: "Dimensions by model where the option is absent.",
    },
  },
  ["option", "unbounded"],
);

export const vectors = record<VectorsOption>(
  {
    option: text("The option's name."),
    is: {
      type: "array",
      items: literal,
      minItems: 1,
      description: "Values, or entries of a list, that ask for vectors.",
    },
    members: texts("Members of a result that hold the vector."),
    list: { type: "string", description: "Where the list of results stands; absent when the answer has columns." },
    without: text("The value that asks for none, as source text."),
  },
  ["option", "is", "members"],
);
