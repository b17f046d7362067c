/**
 * Words of a library models are trained with, for rules that read how code trains: what moves data to a device, what takes a number
 * out of a graph, what shows that precision was thought of. Each `…Pattern` is a regular expression. Absent on purpose: calls with a
 * meaning of their own, which are rows.
 */
export interface TrainingWords {
  /** Words of files rules can speak of although no row does: classes that are extended, methods that are written. */
  readonly triggers: readonly string[];
  /** Code that shows that a device which queues work is meant. */
  readonly devicePattern: string;
  /** Callees that move a value to a device, and arguments of such that only change a value's type. */
  readonly movesPattern: string;
  readonly castsPattern: string;
  /** Arguments that name the processor's own memory. */
  readonly hostPattern: string;
  /** The option that names a device. */
  readonly device: string;
  /** The device that is meant where a move names none, as source text. */
  readonly usualDevice: string;
  /** Callees that put a value into memory that cannot be swapped out. */
  readonly pinsPattern: string;
  /** What a move takes so that the program does not wait for it, and what of a data loader makes that work. */
  readonly unwaited: string;
  readonly pinned: string;
  /** Its value when it is on, as source text. */
  readonly yes: string;
  /** Callees that fill a new value in the processor's memory, before they are moved; the option with which numbers are drawn on purpose. */
  readonly createsPattern: string;
  readonly draws: string;
  /** Code that takes numbers out of the graph they were worked out in. */
  readonly detachesPattern: string;
  /** What leaves the graph behind, as a form of code. */
  readonly detached: string;
  /** Statements that add to what is there. */
  readonly accumulatesPattern: string;
  /** The option that keeps a graph for a second time. */
  readonly retains: string;
  /** Code that shows that a smaller precision is used or was decided against. */
  readonly precisionPattern: string;
  /** Losses that raise an error where precisions are mixed. */
  readonly unmixedPattern: string;
  /** Code that shows that the precision of multiplications was chosen. */
  readonly multiplyPattern: string;
  /** What chooses it, as a form of code. */
  readonly multiply: string;
  /** Layers and models that are large enough to gain from it. */
  readonly heavyPattern: string;
  /** Code that waits for the device. */
  readonly waitsPattern: string;
  /** Callees that read a clock, and what waits for the device, as a form of code. */
  readonly clockPattern: string;
  readonly wait: string;
  /** Types whose gradients need no scaling, and those that do; code that scales them. */
  readonly unscaledPattern: string;
  readonly scaledPattern: string;
  readonly scalesPattern: string;
  /** Code that makes a model smaller in place. */
  readonly halvesPattern: string;
  /** What switches a model to evaluation, as a form of code behind its name. */
  readonly evaluates: string;
  /** Code that shows that weights are of few bits. */
  readonly quantizedPattern: string;
  /** Code that shows that the file is a program. */
  readonly programPattern: string;
  /** Calls that go through all of what they are given only to count it: outer and inner callee. */
  readonly counts: { readonly outer: string; readonly inner: string };
  /** Code that reads one row of a table by its place or label; the first group is the place. */
  readonly rowPattern: string;
  /** Code that reads a file, which takes longer than that. */
  readonly readsPattern: string;
  /** What makes a long list of the language's own objects, by its text. */
  readonly objectsPattern: string;
  /** Code whose lists hold memory outside of the language's own objects. */
  readonly arraysPattern: string;
  /** The option of a new value that makes gradients be worked out of it. */
  readonly leaf: string;
  /** Classes that models extend, by their path. */
  readonly modulePattern: string;
  /** Classes that data sets extend, by their path. */
  readonly datasetPattern: string;
  /** Those that go through all of it, in each worker. */
  readonly streamPattern: string;
  /** The method that gives one sample. */
  readonly sample: string;
  /** The method an instance is made by, and the method a model runs by. */
  readonly maker: string;
  readonly forward: string;
}
