/** The schema of choices, spreads and layers (choiceRows.ts). Absent on purpose: the rest of a row; see schema.ts. */
import { type Change, type Choice, choiceKinds, type Layer, type Sampling, type Spread } from "./choiceRows.ts";
import { literal, record, text, texts } from "./schemaParts.ts";

const change = record<Change>(
  {
    title: text("What the fix does, imperative."),
    option: text("The option to write, or to take out."),
    value: text("Its value, as source text; absent: the option is taken out."),
    rename: text("The member to call in its place."),
    form: text("What to write in place of the option and its value, as a form of code."),
    changes: text("What it may change."),
    unlessText: text("Not where this stands in the file, as an expression."),
    onlyText: text("Only where this stands in the file, as an expression."),
  },
  ["title", "changes"],
);

export const choice = record<Choice>(
  {
    of: { enum: choiceKinds, description: "What is decided." },
    option: text("The option that chooses; absent: the call itself does."),
    is: {
      type: "array",
      items: literal,
      minItems: 1,
      description: "Values, or source texts of values; absent: the option is not given.",
    },
    says: text("What it does, without the full stop."),
    advice: text("What to do, as a sentence."),
    change: { ...change, description: "How it is changed; absent: by hand." },
    unlessOptions: texts("Options that show that somebody has thought of it."),
    onlyPath: text("Paths of calls it is said of, as an expression."),
    source: {
      ...record<NonNullable<Choice["source"]>>(
        {
          options: texts("Options of the load, one of which is given."),
          isNot: { type: "array", items: literal, minItems: 1, description: "None of which has one of these values." },
        },
        ["options", "isNot"],
      ),
      description: "What the load behind the call chose.",
    },
    onlyModel: text("Names of models it is worth it for, as an expression."),
    unlessModel: text("Names of models for which it is meant, as an expression."),
    onlyText: text("What has to stand in the file, as an expression."),
    unlessText: text("What in the file shows that it is meant, as an expression."),
    onlyCallback: text("What has to stand in the function the call is handed, as an expression."),
    onlyItem: text("What the item of the call has to be, as an expression."),
    onlyLoop: text("What the loop around a call of what it gives goes over, as an expression."),
    bound: {
      ...record<NonNullable<Choice["bound"]>>(
        { option: text("An option with a number."), below: { type: "number", description: "Too small to matter." } },
        ["option", "below"],
      ),
      description: "Values of another option that are too small to matter.",
    },
    since: text("First version it is true of."),
    until: text("First version it is no longer true of."),
  },
  ["of", "says", "advice"],
);

export const spreadWith = (argument: object) =>
  record<Spread>(
    {
      devices: { ...argument, description: "The argument that lists the devices." },
      method: text("The method of a model that runs it."),
      by: { enum: ["threads", "processes"], description: "Who drives the devices." },
      unsynced: text("The context that keeps a step from exchanging gradients."),
      managed: text("What shows that something else sees to it, as an expression."),
      network: text("What shows that steps are exchanged between machines, as an expression."),
      compress: {
        ...record<NonNullable<Spread["compress"]>>(
          {
            form: text("A statement, as a form of code with `$model` for the wrapper."),
            title: text("What the fix does, imperative."),
            already: text("What shows that it is small already, as an expression."),
          },
          ["form", "title", "already"],
        ),
        description: "How what is exchanged is made smaller.",
      },
      sampled: text("What shows that each process has its part of the data already, as an expression."),
      sampler: text("The loader's argument, as a form of code with `$dataset` for its data."),
    },
    ["by"],
  );

export const samplingWith = (argument: object) =>
  record<Sampling>(
    {
      dataset: argument,
      shuffle: text("The option that mixes samples."),
      options: texts("Options that pick samples instead."),
      write: text("The one of them to write."),
    },
    ["dataset", "shuffle", "options", "write"],
  );

export const layerWith = (argument: object) =>
  record<Layer>(
    {
      kind: { enum: ["convolution", "normalisation", "sequence"], description: "What it is." },
      bias: argument,
    },
    ["kind"],
  );
