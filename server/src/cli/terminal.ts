/** What a terminal can show. Absent on purpose: colour (colour.ts). */

/** 80 when unknown, at least 60: below that, lines wrap rather than numbers. */
export function columnsOf(stream: { readonly columns?: number }): number {
  return Math.max(60, stream.columns ?? 80);
}

/** By the usual locale variables; Windows terminals of today do. */
export function speaksUnicode(environment: NodeJS.ProcessEnv, platform: string): boolean {
  if (platform === "win32") return true;
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "";
  return /utf-?8/i.test(locale);
}
