import { html } from "hono/html";
import type { RecordedRequest } from "../recorder";
import { RunLog } from "../runs/logs";
import { type RunRecord, runRecord } from "../runs/record";
import type { StoredRun } from "../runs/store";
import { timelineOf } from "../runs/timeline";
import { presentOf, type World } from "../world";
import { requestTable } from "./control-page";
import { type Markup, page, statusMark } from "./page";

const SHOWN_LINES = 500;
/** Of a log line, and of the payload. */
const SHOWN_CHARACTERS = 100_000;

/** The page of one run, whatever account it belongs to, expired or not. */
export function runPage(world: World, run: StoredRun, requests: readonly RecordedRequest[]): Markup {
  const record = runRecord(run, presentOf(world));
  const content = html`<p><a href="/">All runs</a></p>
<h1>${record.name} ${statusMark(record.status)}</h1>
${record.expired ? html`<p class="note">The record has expired: the API answers 404 for it.</p>` : ""}
<dl>${facts(record).map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? "-"}</dd>\n`)}</dl>
<h2>Log</h2>
${logMarkup(world, run)}
<h2>Payload</h2>
<pre>${shortened(JSON.stringify(record.payload, null, 2))}</pre>
<h2>Requests about it</h2>
${requestTable(requests.filter(({ runId }) => runId === record.id))}`;
  return page(`${record.status} ${record.name}`, content);
}

/** True while there may be more to see. */
export function isUnderWay(world: World, run: StoredRun): boolean {
  return runRecord(run, presentOf(world)).completeTime === null;
}

function facts(record: RunRecord): [name: string, value: string | null][] {
  return [
    ["Id", record.id],
    ["Created", record.createTime],
    ["Started", record.startTime],
    ["Ended", record.completeTime],
    ...(record.cancelTime === null
      ? []
      : [["Cancel accepted", record.cancelTime] satisfies [string, string]]),
    ["Region", record.region],
    ["Runtime", record.runtime],
    ["Organization", record.organizationId],
    ["Submitted by", record.triggeredBy],
  ];
}

function logMarkup(world: World, run: StoredRun): Markup {
  const point = presentOf(world);
  const log = new RunLog(run, timelineOf(run, point), point);
  if (log.length === 0) return html`<p class="note">No line yet.</p>`;
  const from = Math.max(0, log.length - SHOWN_LINES);
  const lines = log.slice(from, log.length).map(({ raw }) => shortened(raw));
  return html`${from > 0 ? html`<p class="note">${from} earlier lines are left out.</p>` : ""}
<pre>${lines.join("\n")}</pre>`;
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
