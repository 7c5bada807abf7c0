import { UNKNOWN } from "../../../wire/pulumi-values";
import type { RecordedRun } from "../../../wire/recorded-run";
import { schemaFailures, withTexts } from "../../inputs/check";
import type { LifecycleContext } from "../../resource";
import { formatCount } from "../../text/format";
import {
  type CheckFailure,
  hasUnknown,
  isRecord,
  type Properties,
  pathText,
  withoutNulls,
} from "../../values";
import { jobRunFailures, rememberRecorded, rememberResource, warnOfSlips } from "../job-run/check";
import { aboutResource } from "../job-run/fields";
import { logicalPart, memberPath } from "../job-run/names";
import { JOB_RUN_BATCH, type JobRunBatchInputs } from "./fields";
import { membersOf, memberUrn } from "./members";

const MAX_KEYS = 10_000;
const MAX_KEY_LENGTH = 100;
/** A mistake in the defaults is one in each run. */
const MAX_FAILURES = 20;

/** Checks the inputs of a batch, and those of each of its runs as if it were a JobRun. Sends nothing, needs no key. */
export function checkJobRunBatch(
  _olds: Properties | undefined,
  news: Properties,
  context: LifecycleContext,
): { inputs: Properties; failures: CheckFailure[] } {
  const texts = withTexts(JOB_RUN_BATCH.schema, news) as Properties;
  const { __recordedRuns: recorded, __resource: resource, ...inputs } = texts;
  const ofBatch = batchFailures(inputs);
  const failures = ofBatch.length > 0 ? ofBatch : memberFailures(inputs);
  if (failures.length > 0) return { inputs, failures: bounded(failures) };
  rememberAll(recorded, context);
  rememberResource(aboutResource.safeParse(resource).data, context);
  rememberNames(inputs, context);
  warnOnce(inputs, context);
  return { inputs, failures };
}

function batchFailures(inputs: Properties): CheckFailure[] {
  const { runs } = inputs;
  return [
    ...schemaFailures(JOB_RUN_BATCH.schema, inputs, JOB_RUN_BATCH.paths),
    ...keyFailures(isRecord(runs) ? Object.keys(runs) : []),
  ];
}

function keyFailures(keys: readonly string[]): CheckFailure[] {
  const failures = keys.flatMap((key) => {
    const reason = keyProblem(key);
    return reason === undefined ? [] : [{ path: pathText(["runs", key]), reason }];
  });
  if (keys.length <= MAX_KEYS) return failures;
  const reason = `has ${formatCount(keys.length)} keys, and a batch may have ${formatCount(MAX_KEYS)}: make several batches of them`;
  return [{ path: "runs", reason }, ...failures];
}

function keyProblem(key: string): string | undefined {
  if (key === "") return "the key must not be empty";
  if (key.startsWith("__"))
    return "the key must not begin with two underscores, which stand for what is internal";
  if (key.length > MAX_KEY_LENGTH) return `the key must have at most ${MAX_KEY_LENGTH} characters`;
  return undefined;
}

function memberFailures(inputs: Properties): CheckFailure[] {
  // What is not known yet may still be right.
  if (inputs["runs"] === UNKNOWN) return [];
  const members = membersOf(withoutNulls(inputs) as JobRunBatchInputs);
  return members.keys.flatMap((key) =>
    jobRunFailures({ ...members.inputsOf(key) }).map(({ path, reason }) => ({
      path: `${pathText(["runs", key])}${path === "" ? "" : `.${path}`}`,
      reason,
    })),
  );
}

function bounded(failures: readonly CheckFailure[]): CheckFailure[] {
  const more = failures.length - MAX_FAILURES;
  if (more <= 0) return [...failures];
  return [
    ...failures.slice(0, MAX_FAILURES),
    { path: "", reason: `and ${formatCount(more)} more of this kind` },
  ];
}

function rememberAll(recorded: unknown, context: LifecycleContext): void {
  if (!isRecord(recorded)) return;
  for (const [key, run] of Object.entries(recorded)) {
    const urn = memberUrn(context.identity, key);
    if (isRecordedRun(run)) rememberRecorded(run, { ...context, identity: { ...context.identity, urn } });
  }
}

function rememberNames({ runs }: Properties, { session, identity }: LifecycleContext): void {
  for (const key of isRecord(runs) ? Object.keys(runs) : [])
    session.namesInUse.add(logicalPart(memberPath(identity, key)));
}

function isRecordedRun(run: unknown): run is RecordedRun {
  return isRecord(run) && typeof run["runId"] === "string" && typeof run["status"] === "string";
}

/** What a thousand runs get from the defaults is said once. */
function warnOnce(inputs: Properties, { log }: LifecycleContext): void {
  if (inputs["runs"] === UNKNOWN || hasUnknown(inputs["defaults"])) return;
  const said = new Set<string>();
  const members = membersOf(withoutNulls(inputs) as JobRunBatchInputs);
  for (const key of members.keys)
    warnOfSlips(
      { ...members.inputsOf(key) },
      {
        log: (level, message, options) => {
          if (!said.has(message)) log(level, message, options);
          said.add(message);
        },
      },
    );
}
