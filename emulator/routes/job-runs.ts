import type { EmulatorAccount } from "../accounts";
import { ApiProblem } from "../problem";
import type { SubmittedPayload } from "../runs/payload";
import { isVisible, type StoredRun } from "../runs/store";
import { isOver, statusAt, timelineOf } from "../runs/timeline";
import { conforming, type RunView, runView, submittedView } from "../runs/view";
import { matches } from "../wildcard";
import {
  integerOf,
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  textOf,
  timeOf,
} from "./operation";
import { cutPage, decodePageCursor } from "./page-cursor";
import { storeRun } from "./submission";

/** Submitting, reading, listing and cancelling runs. */
export const JOB_RUN_HANDLERS: OperationHandlers = {
  createJobRun,
  getJobRun: (call) => viewAnswer(runView(runOf(call), call.point)),
  listJobRuns,
  cancelJobRun,
};

/** The run that the path names, or the 404 that also hides runs of other organizations. */
export function runOf(call: OperationCall): StoredRun {
  refuseForbidden(call.account);
  const runId = call.params["run_id"] ?? "";
  call.noteRun(runId);
  const run = call.world.runs.get(runId);
  if (run === undefined || !isVisible(run, call.account.organizationId, call.point)) {
    throw new ApiProblem(404, `Run ${runId} not found`);
  }
  return run;
}

function createJobRun(call: OperationCall): OperationAnswer {
  const { account, world } = call;
  refuseForbidden(account);
  const region = call.query["region"];
  const run = storeRun(world, {
    sent: call.body as SubmittedPayload,
    account,
    region: typeof region === "string" ? region : undefined,
    createMs: world.clock.now(),
    sourceClient: call.headers["x-wherobots-client"] ?? null,
  });
  call.noteRun(run.id);
  return { status: 201, body: submittedView(run, { write: run.lastWrite, atMs: run.createMs }) };
}

function listJobRuns(call: OperationCall): OperationAnswer {
  refuseForbidden(call.account);
  const token = textOf(call.query, "cursor");
  const cursor = token === undefined ? undefined : decodePageCursor(token);
  if (token !== undefined && cursor === undefined)
    throw new ApiProblem(400, `Invalid cursor value: ${token}`);
  const found = call.world.runs.visible(call.account.organizationId, call.point).filter(wantedBy(call));
  const page = cutPage(found, integerOf(call.query, "size"), cursor);
  const items = page.items.map((run) => runView(run, call.point));
  const body = {
    items,
    total: found.length,
    current_page: token ?? null,
    current_page_backwards: null,
    previous_page: page.previousPage,
    next_page: page.nextPage,
  };
  return { body, conforming: { ...body, items: items.map(conforming) } };
}

/** What the query asks for is read once, for there may be thousands of runs to look at. */
function wantedBy({ query, point }: OperationCall): (run: StoredRun) => boolean {
  const name = textOf(query, "name");
  const region = textOf(query, "region");
  const createdAfter = timeOf(query, "created_after");
  const statuses = query["status"];
  return (run) =>
    (name === undefined || matches(name, run.payload.name)) &&
    (region === undefined || region === run.region) &&
    (createdAfter === undefined || run.createMs > createdAfter) &&
    (!Array.isArray(statuses) || statuses.includes(statusAt(run, timelineOf(run, point), point)));
}

function cancelJobRun(call: OperationCall): OperationAnswer {
  const run = runOf(call);
  const { clock, options, runs } = call.world;
  if (isOver(timelineOf(run, call.point), call.point)) {
    const behaviour = options.cancelOfFinishedRun ?? "conflict";
    if (behaviour === "conflict") throw new ApiProblem(409, `Run ${run.id} is already finished`);
    if (behaviour === "badRequest") throw new ApiProblem(400, `Run ${run.id} is already finished`);
  } else if (run.cancel === undefined) {
    runs.cancel(run, clock.now());
  }
  return viewAnswer(runView(run, { write: runs.lastWrite, atMs: clock.now() }));
}

function viewAnswer(view: RunView): OperationAnswer {
  return { body: view, conforming: conforming(view) };
}

function refuseForbidden(account: EmulatorAccount): void {
  if (account.forbidden === true)
    throw new ApiProblem(403, "Job runs are not part of this organization's plan");
}
