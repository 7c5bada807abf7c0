import type { EmulatorAccount } from "../accounts";
import { ApiProblem, type ProblemDetail } from "../problem";
import { echoPayload, type SubmittedPayload } from "../runs/payload";
import { isVisible, type StoredRun } from "../runs/store";
import { isOver, statusAt, timelineOf } from "../runs/timeline";
import { conforming, type RunView, runView, submittedView } from "../runs/view";
import { matches } from "../wildcard";
import {
  integerOf,
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  quotasOf,
  textOf,
  timeOf,
} from "./operation";
import { cutPage, decodePageCursor } from "./page-cursor";

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
  const sent = call.body as SubmittedPayload;
  const region = call.query["region"];
  const details = submissionProblems(call, sent);
  if (details.length > 0) throw new ApiProblem(422, details);
  const runtime = sent.runtime ?? account.defaultRuntime;
  const echoed = world.options.echoDefaultRuntime === true ? { ...sent, runtime } : sent;
  const payload = echoPayload(echoed, quotasOf(world).WORKLOAD_LIFETIME_HOUR * 3600);
  const run = world.runs.create({
    payload,
    region: typeof region === "string" ? region : account.defaultRegion,
    runtime,
    account,
    plan: world.plans.planFor(payload),
    createMs: world.clock.now(),
    sourceClient: call.headers["x-wherobots-client"] ?? null,
  });
  call.noteRun(run.id);
  return { status: 201, body: submittedView(run, { write: run.lastWrite, atMs: run.createMs }) };
}

function submissionProblems(call: OperationCall, sent: SubmittedPayload): ProblemDetail[] {
  const { account, query, world } = call;
  const region = query["region"];
  const problems: ProblemDetail[] = [];
  if (world.options.requireRegionAndRuntime === true) {
    if (region === undefined) problems.push({ field: "region", details: "region: Field required" });
    if ((sent.runtime ?? null) === null)
      problems.push({ field: "runtime", details: "runtime: Field required" });
  }
  if (typeof region === "string" && !account.allowedRegions.includes(region)) {
    problems.push({
      field: "region",
      details: `region: "${region}" is not one of ${account.allowedRegions.join(", ")}`,
    });
  }
  // The description sets no bound, but a run cannot end before it starts.
  if (sent.timeoutSeconds !== undefined && sent.timeoutSeconds <= 0) {
    problems.push({ field: "timeoutSeconds", details: "timeoutSeconds: must be > 0" });
  }
  if (Boolean(sent.runPython) === Boolean(sent.runJar)) {
    problems.push({ field: "runPython", details: "runPython, runJar: exactly one of them is required" });
  }
  return problems;
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
