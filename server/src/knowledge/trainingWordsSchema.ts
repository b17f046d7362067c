/** The part of a data file's schema that holds how code trains with a library (trainingWords.ts). Absent on purpose: the rest. */
import { record, text } from "./schemaParts.ts";
import type { TrainingWords } from "./trainingWords.ts";

const pattern = (description: string) => ({ type: "string", minLength: 1, description });

export const training = record<TrainingWords>(
  {
    devicePattern: pattern("Code that shows that a device which queues work is meant."),
    movesPattern: pattern("Callees that move a value to a device."),
    castsPattern: pattern("Arguments of such that only change a value's type."),
    hostPattern: pattern("Arguments that name the processor's own memory."),
    pinsPattern: pattern("Callees that put a value into memory that cannot be swapped out."),
    unwaited: text("The option of a move that is not waited for."),
    pinned: text("The option of a data loader that makes that work."),
    createsPattern: pattern("Callees that fill a new value in the processor's memory."),
    drawsPattern: pattern("Those of them whose numbers are drawn."),
    detachesPattern: pattern("Code that takes numbers out of the graph they were worked out in."),
    accumulatesPattern: pattern("Statements that add to what is there."),
    retains: text("The option that keeps a graph for a second time."),
    precisionPattern: pattern("Code that shows that a smaller precision is used or was decided against."),
    multiplyPattern: pattern("Code that shows that the precision of multiplications was chosen."),
    heavyPattern: pattern("Layers and models that are large enough to gain from it."),
    waitsPattern: pattern("Code that waits for the device."),
    clockPattern: pattern("Callees that read a clock."),
    halvesPattern: pattern("Callees that make a model smaller in place."),
    counts: {
      ...record<TrainingWords["counts"]>({ outer: text("What counts."), inner: text("What goes through all of it.") }, [
        "outer",
        "inner",
      ]),
      description: "Calls that go through all of what they are given only to count it.",
    },
    rowPattern: pattern("Code that reads one row of a table; the first group is the place."),
    objectsPattern: pattern("What makes a long list of the language's own objects."),
    datasetPattern: pattern("Classes that data sets extend, by their path."),
    sample: text("The method that gives one sample."),
  },
  [
    "devicePattern",
    "movesPattern",
    "castsPattern",
    "hostPattern",
    "pinsPattern",
    "unwaited",
    "pinned",
    "createsPattern",
    "drawsPattern",
    "detachesPattern",
    "accumulatesPattern",
    "retains",
    "precisionPattern",
    "multiplyPattern",
    "heavyPattern",
    "waitsPattern",
    "clockPattern",
    "halvesPattern",
    "counts",
    "rowPattern",
    "objectsPattern",
    "datasetPattern",
    "sample",
  ],
);
