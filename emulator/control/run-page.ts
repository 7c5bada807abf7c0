import { html } from "hono/html";
import type { RecordedRequest } from "../recorder";
import { costOf } from "../runs/cost";
import { kubeAppView } from "../runs/kube-app-view";
import { RunLog } from "../runs/logs";
import { type RunRecord, runRecord } from "../runs/record";
import type { StoredRun } from "../runs/store";
import { timelineOf } from "../runs/timeline";
import { presentOf, type World } from "../world";
import { requestTable } from "./control-page";
import { courseBar, courseText, spanOf } from "./course";
import { button, livePart, type Markup, page, statusMark, table } from "./page";

const SHOWN_LINES = 500;
/** Of a log line, and of the payload. */
const SHOWN_CHARACTERS = 100_000;

/** The page of one run, whatever account it belongs to, expired or not. */
export function runPage(world: World, run: StoredRun, requests: readonly RecordedRequest[]): Markup {
  const record = runRecord(run, presentOf(world));
  const content = html`<h1>${record.name}</h1>
${livePart("run", runPart(world, run, record))}
${actions(record)}
<h2>Log</h2>
${livePart("log", logPart(world, run))}
<h2>Events</h2>
${livePart("events", eventsPart(world, run))}
<h2>Payload</h2>
<pre tabindex="0">${shortened(JSON.stringify(record.payload, null, 2))}</pre>
<h2>Requests about it</h2>
${livePart("requests", requestTable(requests.filter(({ runId }) => runId === record.id)))}`;
  return page(`${record.status} ${record.name}`, content);
}

function runPart(world: World, run: StoredRun, record: RunRecord): Markup {
  const nowMs = presentOf(world).atMs;
  return html`<p>${statusMark(record.status)} ${courseText(record, nowMs)}</p>
${courseBar(record, spanOf([record], nowMs), nowMs)}
${record.expired ? html`<p class="note">The record has expired: the API answers 404 for it.</p>` : ""}
<dl>${facts(world, run, record).map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? "-"}</dd>\n`)}</dl>`;
}

/** What somebody who tries a program out would have to wait or to write a plan for. */
function actions(record: RunRecord): Markup {
  const { id } = record;
  const path = encodeURIComponent(id);
  const finish = (label: string, outcome: string): Markup =>
    button(label, `finish/${path}`, `A run that was active ended as ${outcome}.`, { outcome });
  return html`<div class="actions">${finish("Finish", "COMPLETED")} ${finish("Fail", "FAILED")} ${finish("Cancel", "CANCELLED")}
${button("Let the record expire", `expire/${path}`, "The API answers 404 for this run from now on.")}</div>
<form aria-label="Add a fault"><label>Answer the next <input name="times" type="number" min="1" max="1000" value="1"></label>
<label>requests <select name="method"><option>GET</option><option>POST</option></select></label>
<label>to <select name="path"><option value="/runs/${id}">this run</option><option value="/runs/${id}/logs">its log</option><option value="/runs/${id}/cancel">its cancel</option><option value="/runs">/runs</option></select></label>
<label>with <select name="kind"><option value="status 503">503</option><option value="status 404">404</option><option value="status 429">429</option><option value="reset">a reset connection</option><option value="malformedJson">broken JSON</option></select></label>
<button>Add this fault</button></form>`;
}

function facts(world: World, run: StoredRun, record: RunRecord): [name: string, value: string | null][] {
  const { usd, spatialUnits, status } = costOf(run, presentOf(world));
  return [
    ["Id", record.id],
    ["Created", record.createTime],
    ["Started", record.startTime],
    ["Ended", record.completeTime],
    ...(record.cancelTime === null
      ? []
      : [["Cancel accepted", record.cancelTime] satisfies [string, string]]),
    ["Cost", `${usd.toFixed(2)} USD, ${spatialUnits} spatial units (${status})`],
    ["Region", record.region],
    ["Runtime", record.runtime],
    ["Organization", record.organizationId],
    ["Submitted by", record.triggeredBy],
  ];
}

function logPart(world: World, run: StoredRun): Markup {
  const point = presentOf(world);
  const log = new RunLog(run, timelineOf(run, point), point);
  if (log.length === 0) return html`<p class="note">No line yet.</p>`;
  const from = Math.max(0, log.length - SHOWN_LINES);
  const lines = log.slice(from, log.length).map(({ raw }) => shortened(raw));
  return html`${from > 0 ? html`<p class="note">${from} earlier lines are left out.</p>` : ""}
<pre id="lines" tabindex="0" data-key="lines">${lines.join("\n")}</pre>`;
}

function eventsPart(world: World, run: StoredRun): Markup {
  const point = presentOf(world);
  const events = kubeAppView(run, timelineOf(run, point), point)?.events ?? [];
  if (events.length === 0) return html`<p class="note">No event yet.</p>`;
  return table(
    "In their order",
    [{ head: "time" }, { head: "event" }, { head: "message" }],
    events.map(({ createTime, code, message }) => [createTime, code ?? "-", shortened(message ?? "")]),
  );
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
