import type { EmulatorAccount } from "../accounts";
import { ApiProblem, type ProblemDetail } from "../problem";
import { echoPayload, type SubmittedPayload } from "../runs/payload";
import type { RunPlan } from "../runs/plans";
import type { StoredRun } from "../runs/store";
import type { World } from "../world";
import { quotasOf } from "./operation";

/** A run to be stored, by a request or from the start. */
export interface Submission {
  /** Valid by the description. */
  readonly sent: SubmittedPayload;
  readonly account: EmulatorAccount;
  readonly region: string | undefined;
  /** On top of the plan that the rules give it. */
  readonly plan?: RunPlan | undefined;
  readonly createMs: number;
  readonly sourceClient: string | null;
}

/** @throws ApiProblem 422 for what the description allows and the API does not */
export function storeRun(world: World, submission: Submission): StoredRun {
  const { sent, account, region, plan, createMs, sourceClient } = submission;
  const details = submissionProblems(world, submission);
  if (details.length > 0) throw new ApiProblem(422, details);
  const runtime = sent.runtime ?? account.defaultRuntime;
  const echoed = world.options.echoDefaultRuntime === true ? { ...sent, runtime } : sent;
  const payload = echoPayload(echoed, quotasOf(world).WORKLOAD_LIFETIME_HOUR * 3600);
  return world.runs.create({
    payload,
    region: region ?? account.defaultRegion,
    runtime,
    account,
    plan: { ...world.plans.planFor(payload), ...plan },
    createMs,
    sourceClient,
  });
}

function submissionProblems({ options }: World, { sent, account, region }: Submission): ProblemDetail[] {
  const problems: ProblemDetail[] = [];
  if (options.requireRegionAndRuntime === true) {
    if (region === undefined) problems.push({ field: "region", details: "region: Field required" });
    if ((sent.runtime ?? null) === null)
      problems.push({ field: "runtime", details: "runtime: Field required" });
  }
  if (region !== undefined && !account.allowedRegions.includes(region)) {
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
