/**
 * Charts of a page as SVG without a browser, in colours for paper: for reports of the command line and exports. Loaded when one is made:
 * ECharts is large. Absent on purpose: the editor's own drawing, which follows its theme.
 */
import {
  BarChart,
  BoxplotChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  SunburstChart,
  TreemapChart,
} from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  VisualMapPiecewiseComponent,
} from "echarts/components";
import { color, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type Colours, chartTheme, withColours } from "./chartColours.ts";
import type { Chart } from "./page.ts";

use([
  BarChart,
  BoxplotChart,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  SVGRenderer,
  ScatterChart,
  SunburstChart,
  TreemapChart,
  VisualMapPiecewiseComponent,
]);

export function chartSvg({ option, title, description, height }: Chart, width = 960): string {
  const { tooltip: _, dataZoom: __, ...still } = option;
  const chart = init(null, chartTheme(onPaper, fontFamily), { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      ...(withColours(still, onPaper) as object),
      backgroundColor: white,
      animation: false,
    });
    const drawn = chart.renderToSVGString();
    return drawn.replace(/^<svg /, `<svg role="img" aria-label="${attribute(`${title}. ${description}`)}" `);
  } finally {
    chart.dispose();
  }
}

/** One picture: charts below each other, each under its title. */
export function chartsSvg(charts: readonly Chart[], width = 960): string {
  if (charts.length === 1) return chartSvg(charts[0]!, width);
  let top = 0;
  const parts = charts.map((chart) => {
    const at = top;
    top += chart.height + titleHeight;
    const heading = `<text x="12" y="${at + 18}" font-family="${fontFamily}" font-size="14" font-weight="600" fill="${paper.foreground}">${escaped(chart.title)}</text>`;
    return heading + chartSvg(chart, width).replace(/^<svg /, `<svg y="${at + titleHeight}" `);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}"><rect width="100%" height="100%" fill="${white}"/>${parts.join("")}</svg>`;
}

const titleHeight = 28;
const fontFamily = "system-ui, sans-serif";

const white = "#ffffff";

/** The light theme's, dark enough for print. */
const paper: Readonly<Record<string, string>> = {
  "editor.background": white,
  foreground: "#3b3b3b",
  "charts.lines": "#8a8a8a",
  "charts.blue": "#1a6fb5",
  "charts.orange": "#c35a00",
  "charts.red": "#c72e2e",
  "charts.purple": "#652d90",
  "charts.green": "#307a30",
  "charts.yellow": "#8a6d00",
  "disabled.foreground": "#767676",
};

const onPaper: Colours = (name, percent) => {
  const full = paper[name] ?? paper.foreground!;
  return percent === 100 ? full : color.lerp(percent / 100, [white, full]) || full;
};

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const attribute = (text: string): string => escaped(text).replace(/"/g, "&quot;");
