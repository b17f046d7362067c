/** The document a page's webview begins with: nothing may be loaded or run but what is ours. Absent on purpose: what it shows. */
import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";

export function htmlOf(webview: Webview, dist: Uri, loading: string): string {
  const nonce = randomBytes(16).toString("base64");
  const of = (name: string): string => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${of("codicon.css")}" id="vscode-codicon-stylesheet" nonce="${nonce}">
<link rel="stylesheet" href="${of("pageStyle.css")}" nonce="${nonce}">
<title>InferLens</title>
</head>
<body>
<main id="page"><p>${loading}</p></main>
<p id="live" class="heard" role="status" aria-live="polite"></p>
<script nonce="${nonce}" src="${of("page.js")}"></script>
</body>
</html>`;
}
