/** What a page's webview and the extension say to each other. Absent on purpose: how it travels. */
import type { Page, PageRequest } from "../../../server/src/lsp/protocol.ts";

export type ToWebview =
  | { readonly kind: "loading"; readonly text: string }
  /** `request` is kept by the webview, so that it is there again after the window was reloaded. */
  | { readonly kind: "page"; readonly page: Page; readonly request: PageRequest }
  | { readonly kind: "failed"; readonly reason: string }
  /** Answered with `picture`. */
  | { readonly kind: "pictureWanted" };

export type FromWebview =
  | { readonly kind: "ready" }
  | { readonly kind: "filter"; readonly id: string; readonly value: string }
  | { readonly kind: "button"; readonly command: string; readonly argument: unknown }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "export" }
  /** A PNG of the open tab as a data URL; null when there is no chart. */
  | { readonly kind: "picture"; readonly url: string | null }
  | { readonly kind: "showLog" }
  /** Escape: the keyboard goes back to the editor. */
  | { readonly kind: "back" };

/** What the webview keeps over a reload. */
export interface Kept {
  readonly request: PageRequest;
}
