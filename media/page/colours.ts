/** The colours of the editor's theme, as the page has them now. Absent on purpose: which thing has which colour. */
import { color } from "echarts/core";
import type { Colours } from "../../server/src/report/chartColours.ts";

export function themeColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => {
    const value = style.getPropertyValue(variableOf(name)).trim();
    return value === "" ? (fallbacks[name] ?? style.getPropertyValue("--vscode-foreground")) : value;
  };
  return (name, percent) =>
    percent === 100 ? of(name) : color.lerp(percent / 100, [of("editor.background"), of(name)]) || of(name);
}

const variableOf = (name: string): string =>
  name === "disabled.foreground" ? "--vscode-disabledForeground" : `--vscode-${name.replaceAll(".", "-")}`;

const fallbacks: Readonly<Record<string, string>> = { "editorHoverWidget.border": "transparent" };

export const isHighContrast = (): boolean =>
  document.body.classList.contains("vscode-high-contrast") ||
  document.body.classList.contains("vscode-high-contrast-light");

/** VS Code sets variables on the root and a class on the body when the theme changes. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
}
