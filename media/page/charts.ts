/**
 * Charts of one tab: drawn in the theme's colours, drawn again when the theme changes, walked with the arrow keys while a live region
 * says where one is. Nothing moves: an animation would cost what is being measured. Absent on purpose: what is drawn.
 */
import type { EChartsType } from "echarts/core";
import { chartTheme, withColours, withoutAlpha } from "../../server/src/report/chartColours.ts";
import type { Chart } from "../../server/src/report/page.ts";
import { isHighContrast, themeColours } from "./colours.ts";
import { init } from "./echartsParts.ts";
import { type Point, pointsOf, type Step, walk } from "./points.ts";

export interface DrawnChart {
  readonly element: HTMLElement;
  /** Draws, or draws again with other colours or axes; later, when it cannot be seen yet. */
  redraw(logarithmic: boolean): void;
  /** A PNG as a data URL. */
  picture(): string;
  dispose(): void;
}

/** `say` gets what the keyboard came to. */
export function drawnChart(chart: Chart, say: (text: string) => void): DrawnChart {
  const element = document.createElement("div");
  element.className = "chart";
  element.tabIndex = 0;
  element.role = "img";
  element.ariaLabel = `${chart.title}. ${chart.description}`;
  element.style.height = `${chart.height}px`;
  const points = pointsOf(chart.option);
  let drawn: EChartsType | undefined;
  let at: number | null = null;
  let wanted: (() => void) | undefined;

  // A chart in a tab that was never open has no size to be drawn in.
  const sized = new ResizeObserver(() => {
    if (element.clientWidth === 0) return;
    if (drawn) drawn.resize();
    else wanted?.();
  });
  sized.observe(element);

  const goTo = (index: number | null): void => {
    const point = index === null ? undefined : points[index];
    if (!point || !drawn) return;
    at = index;
    for (const type of ["downplay", "highlight", "showTip"]) drawn.dispatchAction({ type, ...placeOf(type, point) });
    say(point.text);
  };

  element.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    goTo(walk(points, at, at === null && step !== "last" ? "first" : step));
  });
  element.addEventListener("blur", () => drawn?.dispatchAction({ type: "hideTip" }));

  return {
    element,
    redraw(logarithmic) {
      wanted = () => {
        const colours = themeColours();
        const font = getComputedStyle(document.body).fontFamily;
        drawn = init(element, chartTheme(colours, font), { renderer: "canvas" });
        const option = withColours(logarithmic ? onLogarithmicAxis(chart.option) : chart.option, colours);
        const shown = isHighContrast() ? withoutAlpha(option, colours) : option;
        drawn.setOption({ tooltip, ...(shown as object), animation: false });
      };
      drawn?.dispose();
      drawn = undefined;
      if (element.clientWidth > 0) wanted();
    },
    picture: () =>
      drawn?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: themeColours()("editor.background", 100) }) ??
      "",
    dispose() {
      sized.disconnect();
      drawn?.dispose();
    },
  };
}

/** Drawn into the canvas: text in the document would need styles the page's security policy forbids. */
const tooltip = { trigger: "item", formatter: "{b}", renderMode: "richText", confine: true, transitionDuration: 0 };

const steps: Readonly<Record<string, Step>> = {
  ArrowRight: "next",
  ArrowLeft: "previous",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

const placeOf = (type: string, { seriesIndex, dataIndex }: Point) =>
  type === "downplay" ? {} : { seriesIndex, dataIndex };

/** The axes of figures, which start at zero; others are shares or categories. */
function onLogarithmicAxis(option: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const axis = (one: unknown): unknown => {
    const { min, ...rest } = (one ?? {}) as Record<string, unknown>;
    return rest.type === "value" && min === 0 ? { ...rest, type: "log" } : one;
  };
  return { ...option, xAxis: axis(option.xAxis), yAxis: axis(option.yAxis) };
}
