/** The part of a data file's schema that holds a language's own words (languageWords.ts). Absent on purpose: the rest. */
import type { AnswerWords, ClockWords, LanguageWords, NumberWords, PieceWords, ResultWords } from "./languageWords.ts";
import { record, text, texts } from "./schemaParts.ts";

const pattern = (description: string) => ({ type: "string", minLength: 1, description });

export const words = record<LanguageWords>(
  {
    files: texts("Endings of its files, without the dot."),
    numbers: record<NumberWords>(
      {
        makersPattern: pattern("What makes memory for numbers; the first group is the kind."),
        madePattern: pattern("What such memory comes from."),
        spread: text("Begins an item that stands for all items of another list."),
        listOf: text("Gives a list with the same items."),
        joins: text("The member that joins lists."),
        appends: text("The member that puts an item at the end."),
        keepsPattern: pattern("Members that keep what they are given."),
        copiesPiece: text("The member that copies a piece."),
        looksAtPiece: text("The member that looks at a piece in place."),
        copiesRange: text("The member that copies a whole range."),
        copiesOnePattern: pattern("A loop's body that copies one item."),
      },
      [
        "makersPattern",
        "madePattern",
        "spread",
        "listOf",
        "joins",
        "appends",
        "keepsPattern",
        "copiesPiece",
        "looksAtPiece",
        "copiesRange",
        "copiesOnePattern",
      ],
    ),
    clock: record<ClockWords>(
      {
        neverSamePattern: pattern("Functions that never give the same twice."),
        nowPattern: pattern("The present moment as a value."),
        ofNowPattern: pattern("The start of a callee that asks such a value on the spot."),
        saysTimePattern: pattern("Members that tell a moment with its time."),
        dayOnlyPattern: pattern("What is left holds for a day."),
        timePattern: pattern("It tells the time as well."),
      },
      ["neverSamePattern", "nowPattern", "ofNowPattern", "saysTimePattern", "dayOnlyPattern", "timePattern"],
    ),
    answers: record<AnswerWords>(
      {
        sendsPattern: pattern("Calls by which a handler answers."),
        reworksPattern: pattern("Calls that do something with a text before."),
      },
      ["sendsPattern", "reworksPattern"],
    ),
    results: record<ResultWords>(
      {
        eachPattern: pattern("Members that hand each result to a function."),
        count: text("The number of results."),
        countedPattern: pattern("What stands before a list to ask how many it has."),
      },
      ["eachPattern", "count"],
    ),
    pieces: record<PieceWords>(
      {
        windowPattern: pattern("A piece of a list: its groups are the start, the start once more, and the size."),
        headPattern: pattern("The first of a list: its group is how many."),
      },
      ["windowPattern", "headPattern"],
    ),
  },
  ["files"],
);
