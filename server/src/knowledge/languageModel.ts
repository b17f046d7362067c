/**
 * What services of language models mean: how an answer is bounded, streamed, kept and counted, how long a call may take.
 * Part of the shape of the data files in npm/. Absent on purpose: advice, and everything the other rows say (framework.ts).
 */
import type { Literal } from "./framework.ts";

/** What holds for a call over the network when nobody says otherwise. */
export interface Patience {
  /** Absent: it cannot be said, or is short already. */
  readonly timeout?: {
    /** The option of the client or of one call. */
    readonly option: string;
    /** Absent: it waits for ever. */
    readonly defaultSeconds?: number;
    /** Source text of a wait of one minute. */
    readonly minute: string;
  };
  readonly retries?: { readonly option: string; readonly default: number; readonly none: Literal };
  /** The argument of a call that may hold these options, for that call alone; `keywords` where they stand beside what is said. */
  readonly perCall?: number | "keywords";
  /** Options of the client that decide the wait in a way of their own: `fetch`. */
  readonly instead?: readonly string[];
  /** Options of a call that end it from outside: `signal`. */
  readonly signals?: readonly string[];
  readonly source: string;
}

/** Names of options may lead into a record: `config.maxOutputTokens`. */
export interface TextGeneration {
  /** Options that bound the length of an answer, the one to write first. Absent where the call demands a bound. */
  readonly bounds?: readonly string[];
  /** What the first of them was called before a major version. */
  readonly boundsBefore?: { readonly major: number; readonly option: string };
  /** Where they are given, when not with the call: to the client or model it is called on. */
  readonly boundsOf?: "source";
  /** The answer comes in pieces: always, when the option is true, or from the function of that name beside it. */
  readonly streaming?: { readonly always?: true; readonly option?: string; readonly sibling?: string };
  /** Options after which a program reads the answer: schemas, formats, tools. */
  readonly structured?: readonly string[];
  /** Options by which the model may do something: tools. */
  readonly acts?: readonly string[];
  /** Options that carry instructions, before everything else. */
  readonly system?: readonly string[];
  /** The option that carries the conversation. */
  readonly messages?: string;
}

/** What holds for all language models behind a client. */
export interface LanguageService {
  readonly caching?: PromptCaching;
  /** How to hand in calls that can wait, for less money. */
  readonly offline?: { readonly name: string; readonly source: string };
  /** Members of the answer, or options, that tell how many tokens it took. */
  readonly counts?: readonly string[];
}

/** How the service keeps the beginning of prompts it has read. */
export interface PromptCaching {
  /** `automatic`: any beginning long enough · `marked`: only up to where the code sets a mark. */
  readonly kind: "automatic" | "marked";
  /** Words in a call that show it is meant to be kept. */
  readonly marks: readonly string[];
  /** Source text of marked instructions; `{}` stands for the text. */
  readonly marked?: string;
  /** Shortest beginning that is kept, by the name of the model; `*` as in `at`. The first that fits counts. */
  readonly minimum: readonly { readonly models: string; readonly tokens: number }[];
  readonly source: string;
  /** Of a library for several services: what holds where the model is made by a call of one of these modules. */
  readonly services?: readonly ServiceCaching[];
}

export interface ServiceCaching extends Pick<PromptCaching, "kind" | "minimum" | "source"> {
  readonly modules: readonly string[];
  /** The option that takes the model. */
  readonly model: string;
}
