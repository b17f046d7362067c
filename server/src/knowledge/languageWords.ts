/**
 * Words of a language itself that rules ask about and never name: its lists of numbers, its clock, how a handler answers. They
 * stand in the data file of the language. Each `…Pattern` is a regular expression. Absent on purpose: syntax, which front ends read.
 */
export interface LanguageWords {
  /** Endings of its files, without the dot. */
  readonly files: readonly string[];
  readonly numbers?: NumberWords;
  readonly clock?: ClockWords;
  readonly answers?: AnswerWords;
  readonly results?: ResultWords;
  readonly pieces?: PieceWords;
}

/** How code writes a piece of a list, where that is no call: `texts[start : start + 32]`. */
export interface PieceWords {
  /** Its groups are the start, what stands before the size, and the size. */
  readonly windowPattern: string;
  /** From the first on; its group is how many. */
  readonly headPattern: string;
}

/** Memory for numbers of one kind, and the lists it can be made from. */
export interface NumberWords {
  /** What makes one, by its path; its first group is the name of the kind. */
  readonly makersPattern: string;
  /** What one comes from, by the path of the value. */
  readonly madePattern: string;
  /** Begins an item of a list that stands for all items of another. */
  readonly spread: string;
  /** Gives a list with the same items. */
  readonly listOf: string;
  /** Members of a list: one that joins lists, and one that puts an item at the end. */
  readonly joins: string;
  readonly appends: string;
  /** Members that keep what they are given. */
  readonly keepsPattern: string;
  /** The member that copies a piece, and the one that only looks at it. */
  readonly copiesPiece: string;
  readonly looksAtPiece: string;
  /** The member that copies a whole range at once. */
  readonly copiesRange: string;
  /** A loop's body that copies one item: the groups are target, its index, source and its index. */
  readonly copiesOnePattern: string;
}

export interface ClockWords {
  /** Functions that never give the same twice, by the callee as written. */
  readonly neverSamePattern: string;
  /** The present moment as a value: the callee of a call without arguments. */
  readonly nowPattern: string;
  /** The start of a callee that asks such a value on the spot. */
  readonly ofNowPattern: string;
  /** Members that tell a moment with its time. */
  readonly saysTimePattern: string;
  /** What is left holds for a day, unless `timePattern` is there too. */
  readonly dayOnlyPattern: string;
  readonly timePattern: string;
}

export interface AnswerWords {
  /** Calls by which a handler sends its answer. */
  readonly sendsPattern: string;
  /** Calls that do something with a text before it goes out. */
  readonly reworksPattern: string;
}

/** How code goes through a list of results. */
export interface ResultWords {
  /** Members that hand each result to a function. */
  readonly eachPattern: string;
  /** The member that tells how many there are. */
  readonly count: string;
  /** What stands before a list to ask how many it has: `len(`. */
  readonly countedPattern?: string;
}
