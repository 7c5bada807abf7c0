import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { LIVE_SCRIPT } from "./live-script";

/** Markup in which every value has been escaped. */
export type Markup = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --block: #f6f8fa;
  --link: #0550ae; --run: #0969da; --wait: #b9c3cd; --good: #1a7f37; --bad: #c21b2b; --other: #59636e;
  font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --line: #3a434d; --paper: #0d1117; --block: #161b22;
  --link: #79b8ff; --run: #58a6ff; --wait: #5a6673; --good: #4bc46a; --bad: #ff8b84; --other: #9da7b3; } }
body { max-width: 76rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
a { color: var(--link); } a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible,
[tabindex]:focus-visible { outline: 3px solid var(--run); outline-offset: 2px; border-radius: 3px; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; border-bottom: 1px solid var(--line); padding-bottom: 0.5rem; }
header p { margin: 0; } header label { margin-left: auto; }
h1 { font-size: 1.35rem; margin: 1.25rem 0 0.5rem; } h2 { font-size: 1.05rem; margin: 2rem 0 0.5rem; }
h1, td, dd, pre { unicode-bidi: isolate; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: 0.85rem; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; width: 1%; } td.bar { width: 32%; min-width: 9rem; vertical-align: middle; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.5rem; margin: 0.5rem 0; } dd { margin: 0; }
dt, footer, .note { color: var(--soft); } footer { margin-top: 3rem; }
pre { background: var(--block); padding: 0.75rem; border-radius: 6px; white-space: pre-wrap; max-height: 32rem; overflow: auto; font-size: 0.85rem; }
svg { display: block; width: 100%; height: 0.75rem; } .queued { fill: var(--wait); } .ran { fill: var(--run); } .ran.COMPLETED { fill: var(--good); }
.ran.FAILED, .ran.TIMED_OUT { fill: var(--bad); } .ran.CANCELLED { fill: var(--other); }
.status { font-weight: 600; white-space: nowrap; color: var(--other); } .status.RUNNING, .status.PENDING { color: var(--link); }
.status.COMPLETED { color: var(--good); } .status.FAILED, .status.TIMED_OUT { color: var(--bad); }
.status::before { content: "\\25CB\\00A0"; } .status.RUNNING::before { content: "\\25D0\\00A0"; } .status.COMPLETED::before { content: "\\2713\\00A0"; }
.status.FAILED::before, .status.TIMED_OUT::before { content: "\\2717\\00A0"; } .status.CANCELLED::before { content: "\\2298\\00A0"; }
button, select, input { font: inherit; color: inherit; background: var(--block); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.7rem; }
button { cursor: pointer; } .actions, form { display: none; flex-wrap: wrap; gap: 0.5rem; align-items: end; margin: 0.75rem 0; }
[data-script] .actions, [data-script] form { display: flex; } form label { display: grid; font-size: 0.85rem; color: var(--soft); }
header label { visibility: hidden; } [data-script] header label { visibility: visible; }
[data-lost] header label::after { content: " \\2014 the emulator does not answer"; color: var(--bad); }
@media (max-width: 45rem) { .wide { display: none; } td, th { padding-right: 0.6rem; } dl { grid-template-columns: 1fr; } dt { margin-top: 0.35rem; } }
`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(LIVE_SCRIPT)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** What every page is sent with: it runs one script, loads nothing else, is framed by nobody and kept nowhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY.join("; "),
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A whole page, which keeps itself up to date where scripts run. */
export function page(title: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<header><p><a href="/">Wherobots emulator</a></p> <label><input type="checkbox" id="live" checked> Live</label></header>
<main>
${content}
<p id="said" role="status"></p>
</main>
<footer>A page of the Wherobots emulator. No real run is behind it.</footer>
<script>${raw(LIVE_SCRIPT)}</script>
</body>
</html>
`;
}

/** A part of a page that is exchanged when it changes. */
export function livePart(id: string, content: Markup): Markup {
  return html`<div id="${id}" data-live>${content}</div>`;
}

/** A column: its head, and how its cells look. */
export interface Column {
  readonly head: string;
  /** `number`, `bar`, `wide` (left out on a phone), or several of them. */
  readonly look?: string;
}

/** A table; a value is text or markup. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ head, look = "" }) => html`<th scope="col" class="${look}">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((value, index) => html`<td class="${columns[index]?.look ?? ""}">${value}</td>`)}</tr>\n`,
  )}</tbody></table></div>`;
}

/** The status of a run, in the colour of how it went, with a sign for whoever sees no colour. */
export function statusMark(status: string): Markup {
  return html`<span class="status ${status}">${status}</span>`;
}

/** A button that does something with the emulator. */
export function button(label: string, path: string, done: string, body?: object, ask?: string): Markup {
  return html`<button type="button" data-key="${label}" data-post="/__emulator/${path}" data-done="${done}" ${
    body ? html`data-body="${JSON.stringify(body)}"` : ""
  } ${ask === undefined ? "" : html`data-ask="${ask}"`}>${label}</button>`;
}
