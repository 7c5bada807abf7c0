import { hasUnknown, pathText, schemaFailures, withoutNulls } from "../../check-inputs";
import { type CheckFailure, type LifecycleContext, type Properties, UNKNOWN } from "../../lifecycle";
import type { RecordedRun } from "../../session";
import { jobRunFailures, KNOWN_JOB_RUN_PATHS, rememberRecorded, warnOfSlips } from "../job-run/check";
import { JOB_RUN_BATCH_FIELDS } from "./field-policy";
import { type JobRunBatchInputs, jobRunBatchInputs } from "./inputs";
import { MEMBER_ARGS, membersOf, memberUrn } from "./members";
import { count } from "./words";

const MAX_KEYS = 10_000;
const MAX_KEY_LENGTH = 100;
/** A mistake in the defaults is one in each run. */
const MAX_FAILURES = 20;

/** Paths that a message may suggest; `*` stands for any key. */
const KNOWN_PATHS: readonly string[] = [
  ...JOB_RUN_BATCH_FIELDS.map(({ path }) => path),
  ...KNOWN_JOB_RUN_PATHS.flatMap((path) => [`defaults.${path}`, `runs.*.${path}`]).filter(isOfMember),
];

function isOfMember(path: string): boolean {
  return MEMBER_ARGS.some((name) => path.replace(/^defaults\.|^runs\.\*\./, "").split(".")[0] === name);
}

/** Checks the inputs of a batch, and those of each of its runs as if it were a JobRun. Sends nothing, needs no key. */
export function checkJobRunBatch(
  _olds: Properties | undefined,
  news: Properties,
  context: LifecycleContext,
): { inputs: Properties; failures: CheckFailure[] } {
  const { __recordedRuns: recorded, ...inputs } = news;
  const ofBatch = batchFailures(inputs);
  const failures = ofBatch.length > 0 ? ofBatch : memberFailures(inputs);
  if (failures.length > 0) return { inputs, failures: bounded(failures) };
  rememberAll(recorded, context);
  warnOnce(inputs, context);
  return { inputs, failures };
}

function batchFailures(inputs: Properties): CheckFailure[] {
  const { runs } = inputs;
  return [
    ...schemaFailures(jobRunBatchInputs, inputs, KNOWN_PATHS),
    ...keyFailures(isObject(runs) ? Object.keys(runs) : []),
  ];
}

function keyFailures(keys: readonly string[]): CheckFailure[] {
  const failures = keys.flatMap((key) => {
    const reason = keyProblem(key);
    return reason === undefined ? [] : [{ path: pathText(["runs", key]), reason }];
  });
  if (keys.length <= MAX_KEYS) return failures;
  const reason = `has ${count(keys.length)} keys, and a batch may have ${count(MAX_KEYS)}: make several batches of them`;
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
  return [...failures.slice(0, MAX_FAILURES), { path: "", reason: `and ${count(more)} more of this kind` }];
}

function rememberAll(recorded: unknown, context: LifecycleContext): void {
  if (!isObject(recorded)) return;
  for (const [key, run] of Object.entries(recorded)) {
    const urn = memberUrn(context.identity, key);
    if (isRecordedRun(run)) rememberRecorded(run, { ...context, identity: { ...context.identity, urn } });
  }
}

function isRecordedRun(run: unknown): run is RecordedRun {
  return isObject(run) && typeof run["runId"] === "string" && typeof run["status"] === "string";
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

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
