/**
 * What a page of figures says: the verdict in words, then charts, then the same data as tables. Plain data, so that the editor's
 * webview, a report of the command line and a test can show the same page. Absent on purpose: drawing, and colours, which are
 * the theme's: a colour is written `{charts.blue}`, or `{charts.blue 40%}` when it is mixed into the background, and filled in by
 * whoever draws (chartColours.ts).
 */

export interface Page {
  readonly kind: "trend" | "compare" | "sweep" | "operators" | "run";
  readonly title: string;
  /** One or two sentences; the accessible name of the page. */
  readonly verdict: string;
  /** Machine, runtime, counts, what differs: one line each. */
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
  /** Choices above the charts; whoever shows the page asks for it again with another value. */
  readonly filters?: readonly Filter[];
  readonly buttons?: readonly PageButton[];
  /** Shown instead of charts when there is not enough to draw. */
  readonly empty?: { readonly text: string; readonly button?: PageButton };
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What a person who cannot see it is told. */
  readonly description: string;
  /** Charts of the same tab stand below each other; the first tab is open. */
  readonly tab: string;
  /**
   * An ECharts option without functions. An item of data whose `name` is a sentence (`run 14, p50 4.2 ms, commit 3f2a91`) is read
   * and shown when the pointer or an arrow key comes to it; items without a name are passed over by the keyboard.
   */
  readonly option: Readonly<Record<string, unknown>>;
  /** Pixels. */
  readonly height: number;
  /** Value axes that begin at zero (`min: 0`) may be switched to logarithmic ones. */
  readonly canBeLogarithmic?: boolean;
}

export interface Filter {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly align: "left" | "right" }[];
  /** `text` is shown, `sort` orders a column by number. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Cell {
  readonly text: string;
  readonly sort?: number;
}

export interface PageButton {
  readonly title: string;
  /** A command of the client and its one argument. */
  readonly command: string;
  readonly argument: unknown;
}
