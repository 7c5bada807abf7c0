import { html } from "hono/html";
import type { RecordedRequest } from "../recorder";
import type { EmulatorControls } from "./controls";
import { type Markup, page, statusMark, table } from "./page";

const SHOWN = 50;

/** The first page: the newest runs and requests, and how to get here with a client. */
export function controlPage(emulator: EmulatorControls, url: string): Markup {
  const runs = emulator.runs().slice(-SHOWN).reverse();
  const content = html`<h1>Wherobots emulator</h1>
<p>Emulator time: ${new Date(emulator.now()).toISOString()}. The API that it serves:
<a href="/openapi.json">openapi.json</a>.</p>
<pre>export WHEROBOTS_API_URL=${url}</pre>
<h2>Runs</h2>
${table(
  ["run", "name", "status", "created"],
  runs.map(({ id, name, status, createTime, expired }) => [
    html`<a href="/runs/${encodeURIComponent(id)}">${id}</a>`,
    name,
    html`${statusMark(status)}${expired ? " (expired)" : ""}`,
    createTime,
  ]),
)}
<h2>Requests</h2>
${requestTable(emulator.requests)}`;
  return page("Wherobots emulator", content);
}

/** The newest of these requests. */
export function requestTable(requests: readonly RecordedRequest[]): Markup {
  const newest = requests.slice(-SHOWN).reverse();
  return table(
    ["#", "request", "answer", "fault"],
    newest.map(({ seq, method, path, status, fault = "" }) => [
      String(seq),
      `${method} ${path}`,
      String(status ?? "-"),
      fault,
    ]),
  );
}
