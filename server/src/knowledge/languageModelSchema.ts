/** The part of a data file's schema that speaks of language models and their services (languageModel.ts). Absent on purpose: the rest. */
import type { LanguageService, Patience, PromptCaching, ServiceCaching, TextGeneration } from "./languageModel.ts";
import { literal, record, text, texts } from "./schemaParts.ts";

const kind = { enum: ["automatic", "marked"], description: "Any beginning long enough, or up to a mark in the call." };
const minimum = {
  type: "array",
  minItems: 1,
  items: record<PromptCaching["minimum"][number]>(
    { models: text("Names of models, with `*`."), tokens: { type: "integer", minimum: 1 } },
    ["models", "tokens"],
  ),
  description: "Shortest beginning that is kept, by model.",
};

const caching = record<PromptCaching>(
  {
    kind,
    marks: texts("Words in a call that show it is meant to be kept."),
    marked: { type: "string", pattern: "\\{\\}", description: "Source text of marked instructions; `{}` is the text." },
    minimum,
    source: text("Where that is stated."),
    services: {
      type: "array",
      minItems: 1,
      items: record<ServiceCaching>(
        {
          modules: texts("Modules of the service."),
          model: text("The option that takes the model."),
          kind,
          minimum,
          source: text("Where that is stated."),
        },
        ["modules", "model", "kind", "minimum", "source"],
      ),
      description: "What holds for models of one of several services.",
    },
  },
  ["kind", "marks", "minimum", "source"],
);

export const generation = record<TextGeneration>(
  {
    bounds: texts("Options that bound the length of an answer, the one to write first."),
    boundsBefore: record<NonNullable<TextGeneration["boundsBefore"]>>(
      { major: { type: "integer", minimum: 1 }, option: text("Its name before that version.") },
      ["major", "option"],
    ),
    boundsOf: { const: "source", description: "They are given to the client or model it is called on." },
    streaming: {
      ...record<NonNullable<TextGeneration["streaming"]>>(
        { always: { const: true }, option: text("The option."), sibling: text("The function beside it.") },
        [],
      ),
      minProperties: 1,
      description: "What makes the answer come in pieces.",
    },
    structured: texts("Options after which a program reads the answer."),
    acts: texts("Options by which the model may do something."),
    system: texts("Options that carry instructions."),
    messages: text("The option that carries the conversation."),
  },
  [],
);

export const service = record<LanguageService>(
  {
    caching: { ...caching, description: "How the service keeps the beginning of prompts." },
    offline: {
      ...record<NonNullable<LanguageService["offline"]>>(
        { name: text("The service for calls that can wait."), source: text("Where it is described.") },
        ["name", "source"],
      ),
      description: "How to hand in calls that can wait.",
    },
    counts: texts("Members of the answer, or options, that tell how many tokens it took."),
  },
  [],
);

export const patience = record<Patience>(
  {
    timeout: record<NonNullable<Patience["timeout"]>>(
      {
        option: text("The option of the client or of one call."),
        defaultSeconds: { type: "number", minimum: 1, description: "Absent: it waits for ever." },
        minute: text("Source text of a wait of one minute."),
      },
      ["option", "minute"],
    ),
    retries: record<NonNullable<Patience["retries"]>>(
      { option: text("The option."), default: { type: "integer", minimum: 0 }, none: literal },
      ["option", "default", "none"],
    ),
    perCall: {
      oneOf: [{ type: "integer", minimum: 0 }, { const: "keywords" }],
      description: "The argument of a call that may hold these options.",
    },
    instead: texts("Options of the client that decide the wait in a way of their own."),
    signals: texts("Options of a call that end it from outside."),
    source: text("Where that is stated."),
  },
  ["source"],
);
