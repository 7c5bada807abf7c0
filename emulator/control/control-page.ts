import { html } from "hono/html";
import { DEFAULT_ACCOUNT } from "../accounts";
import type { RecordedRequest } from "../recorder";
import type { EmulatorControls } from "./controls";
import { courseBar, courseText, spanOf } from "./course";
import { button, livePart, type Markup, page, statusMark, table } from "./page";

const SHOWN = 50;

/** The first page: the newest runs and requests, and how to get here with a client. */
export function controlPage(emulator: EmulatorControls, url: string): Markup {
  const content = html`<h1>Runs and requests</h1>
<p>The API is at <code>${url}</code>, described in <a href="/openapi.json">openapi.json</a>.</p>
<details><summary>Use it in another terminal</summary>
<pre>export WHEROBOTS_API_URL=${url} WHEROBOTS_API_KEY=${DEFAULT_ACCOUNT.apiKey}</pre>
<p class="note">An emulator that was started with accounts of its own takes their keys instead.</p></details>
${livePart("runs", runsPart(emulator))}
<div class="actions">${button("Let all records expire", "forget-runs", "All records of runs have expired.")}
${button("Clear faults", "clear-faults", "No fault waits any more.")}
${button("Forget everything", "reset", "Runs, files, requests, faults and plans are forgotten.", undefined, "Forget all runs, files and requests?")}</div>
<h2>Requests</h2>
${livePart("requests", requestTable(emulator.requests))}`;
  return page("Wherobots emulator", content);
}

function runsPart(emulator: EmulatorControls): Markup {
  const nowMs = emulator.now();
  const all = emulator.runs();
  const runs = all.slice(-SHOWN).reverse();
  if (runs.length === 0)
    return html`<h2>Runs</h2><p class="note">No run yet. Each one appears here as soon as it is submitted.</p>`;
  const active = all.filter(({ completeTime }) => completeTime === null).length;
  const span = spanOf(runs, nowMs);
  return html`<h2>Runs</h2>${table(
    `${all.length} in all, ${active} active${runs.length < all.length ? `; the newest ${runs.length} are shown` : ""}. Emulator time ${new Date(nowMs).toISOString()}`,
    [
      { head: "run" },
      { head: "status" },
      { head: "course", look: "bar" },
      { head: "time", look: "number wide" },
      { head: "submitted", look: "wide" },
    ],
    runs.map((run) => [
      html`<a href="/runs/${encodeURIComponent(run.id)}" data-key="${run.id}">${run.name}</a>`,
      html`${statusMark(run.status)}${run.expired ? " (expired)" : ""}`,
      courseBar(run, span, nowMs),
      courseText(run, nowMs),
      run.createTime,
    ]),
  )}`;
}

/** The newest of these requests. */
export function requestTable(requests: readonly RecordedRequest[]): Markup {
  if (requests.length === 0) return html`<p class="note">No request yet.</p>`;
  const newest = requests.slice(-SHOWN).reverse();
  return table(
    requests.length > SHOWN ? `The newest ${SHOWN} of ${requests.length}` : "The newest first",
    [
      { head: "#", look: "number" },
      { head: "request" },
      { head: "answer", look: "number" },
      { head: "fault", look: "wide" },
    ],
    newest.map(({ seq, method, path, status, fault = "" }) => [
      String(seq),
      `${method} ${path}`,
      String(status ?? "-"),
      fault,
    ]),
  );
}
