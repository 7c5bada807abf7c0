import { createHash } from "node:crypto";
import { html } from "hono/html";

/** Markup in which every value has been escaped. */
export type Markup = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
h1, td, dd, pre { unicode-bidi: isolate; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem; } dd { margin: 0; }
dt, footer, .note { color: #777; }
pre { background: #8881; padding: 0.75rem; border-radius: 4px; white-space: pre-wrap; max-height: 40rem; overflow: auto; }
.status { font-size: 0.8rem; padding: 0.1rem 0.5rem; border-radius: 4px; color: #fff; background: #57606a; }
.status.RUNNING { background: #0969da; } .status.COMPLETED { background: #1a7f37; }
.status.FAILED, .status.TIMED_OUT { background: #cf222e; }
`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** What every page is sent with: it runs no script, loads nothing, is framed by nobody and kept nowhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY.join("; "),
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A whole page. */
export function page(title: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${content}
<footer>A page of the Wherobots emulator. No real run is behind it.</footer>
</body>
</html>
`;
}

/** A table with these heads; a value is text or markup. */
export function table(heads: readonly string[], rows: readonly (readonly (string | Markup)[])[]): Markup {
  return html`<table>
<tr>${heads.map((head) => html`<th>${head}</th>`)}</tr>
${rows.map((row) => html`<tr>${row.map((value) => html`<td>${value}</td>`)}</tr>\n`)}</table>`;
}

/** The status of a run, in the colour of how it went. */
export function statusMark(status: string): Markup {
  return html`<span class="status ${status}">${status}</span>`;
}
