/**
 * Colours of charts: tokens in options become the theme's colours, and what ECharts draws by itself (axes, legends, tooltips) gets
 * them too. Absent on purpose: where colours come from: the editor's theme or a palette for paper.
 */

/** `name` as VS Code names it: `charts.blue`, `foreground`. `percent`: how much of it is mixed into the background. */
export type Colours = (name: string, percent: number) => string;

type Json = unknown;

/** The option with every token replaced; what is no token stays as it is. */
export function withColours(option: Json, colours: Colours): Json {
  if (typeof option === "string") return coloured(option, colours);
  if (Array.isArray(option)) return option.map((one) => withColours(one, colours));
  if (typeof option !== "object" || option === null) return option;
  return Object.fromEntries(Object.entries(option).map(([key, value]) => [key, withColours(value, colours)]));
}

/** A name of one word is only `foreground`: `{b}` and `{yyyy}` are ECharts' own. */
const token = /^\{(foreground|[a-z]+(?:\.[A-Za-z]+)+)(?: (\d+)%)?\}$/;

function coloured(text: string, colours: Colours): string {
  const match = token.exec(text);
  return match ? colours(match[1]!, match[2] === undefined ? 100 : Number(match[2])) : text;
}

/**
 * For high contrast: areas that were told apart by transparency are filled with a pattern and framed instead. Flat fills get a
 * border. Works on options with colours filled in.
 */
export function withoutAlpha(option: Json, colours: Colours): Json {
  const walk = (value: Json, key: string): Json => {
    if (Array.isArray(value)) return value.map((one) => walk(one, key));
    if (typeof value !== "object" || value === null) return value;
    const plain = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
    if (key === "areaStyle" && plain.opacity !== 0) return { ...plain, opacity: 1, color: background, decal };
    if (key === "itemStyle" && plain.color !== undefined)
      return { borderColor: colours("foreground", 100), borderWidth: 1, ...plain };
    return plain;
  };
  const background = colours("editor.background", 100);
  const decal = {
    symbol: "rect",
    symbolSize: 1,
    dashArrayX: [1, 0],
    dashArrayY: [1, 4],
    rotation: -Math.PI / 4,
    color: colours("foreground", 100),
  };
  return walk(option, "");
}

/** What ECharts calls a theme: for all charts of a page. */
export function chartTheme(colours: Colours, fontFamily: string): Record<string, unknown> {
  const of = (name: string): string => colours(name, 100);
  const text = { color: of("foreground"), fontFamily };
  const axis = {
    axisLine: { lineStyle: { color: of("charts.lines") } },
    axisTick: { lineStyle: { color: of("charts.lines") } },
    splitLine: { lineStyle: { color: colours("charts.lines", 30) } },
    axisLabel: text,
    nameTextStyle: text,
  };
  return {
    backgroundColor: "transparent",
    textStyle: text,
    color: ["blue", "orange", "purple", "green", "yellow"].map((name) => of(`charts.${name}`)),
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    logAxis: axis,
    timeAxis: axis,
    legend: { textStyle: text, inactiveColor: of("disabled.foreground"), pageTextStyle: text },
    tooltip: {
      backgroundColor: of("editorHoverWidget.background"),
      borderColor: of("editorHoverWidget.border"),
      borderWidth: 1,
      textStyle: { ...text, color: of("editorHoverWidget.foreground"), fontSize: 12 },
    },
    dataZoom: {
      borderColor: of("charts.lines"),
      fillerColor: colours("charts.blue", 20),
      handleStyle: { color: of("editor.background"), borderColor: of("foreground") },
      moveHandleStyle: { color: of("charts.lines") },
      dataBackground: { lineStyle: { color: of("charts.lines") }, areaStyle: { color: colours("charts.lines", 30) } },
      textStyle: text,
    },
    visualMap: { textStyle: text },
  };
}
