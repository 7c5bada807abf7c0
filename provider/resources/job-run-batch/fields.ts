import { z } from "zod";
import {
  choice,
  fieldTable,
  group,
  integer,
  internal,
  map,
  text,
  type ValuesOf,
} from "../../inputs/field-types";
import { canonicalAt, type FieldPolicy } from "../../inputs/fields";
import { INTERNAL } from "../../run/fields";
import type { JobRunBatchRecord } from "../../run/record";
import { aboutResource, JOB_RUN, PER_RUN } from "../job-run/fields";
import type { JobRunInputs } from "../job-run/inputs";

/** The rows of a JobRun that each run of a batch has for itself. */
export const MEMBER_FIELDS: readonly FieldPolicy[] = JOB_RUN.rows.filter(
  ({ path }) => (path.split(".")[0] ?? path) in PER_RUN,
);

const { runOn, wait, logs, budget, onInterrupt, rerun, retry, adopt, adoptWithinHours, onReplace, validate } =
  JOB_RUN.fields;

/** What must be there is checked of a run's own arguments and the defaults together. */
const BATCH_RUN = group(
  {
    name: "BatchRunArgs",
    about:
      "Arguments of one run of a batch, or of all that say nothing else. Both together must have exactly one of `runPython` " +
      "and `runJar`. Maps are merged, lists and other values replaced; a run with a `runJar` of its own does not take " +
      "`runPython` from the defaults, nor the other way round.",
  },
  PER_RUN,
);

/** Every input of a JobRunBatch. Each run is checked as a JobRun beside it. */
export const JOB_RUN_BATCH = fieldTable(
  {
    name: "JobRunBatchArgs",
    about:
      "Arguments of a `JobRunBatch`. What is not of one run holds for each of them, with the meaning that it has for a `JobRun`.",
  },
  {
    runs: map(BATCH_RUN, {
      doc:
        "The runs, by a key of up to 100 characters; at most 10,000. A new or changed key runs, a key that is gone is " +
        "cancelled if it is active, the others stay as they are.",
      required: true,
      change: "members",
      canonical: canonicalRuns,
      why: "one run for each key: a new or changed one runs, one that is gone is cancelled if it is active, the others stay",
    }),
    defaults: {
      ...BATCH_RUN,
      doc: "Arguments of each run that says nothing else. A change is one of each run that it concerns.",
      change: "members",
      why: "for each run that says nothing of it",
    },
    maxConcurrency: integer({ doc: "Runs that are active at once, at most.", default: 20 }),
    onFailure: choice(["continue", "stop", "warn"], {
      name: "BatchOnFailure",
      about:
        'What a run that does not complete means for the others: `"continue"` runs them, and the `up` fails at the end; ' +
        '`"stop"` starts no further run, follows those that are active to their end, and the `up` fails; `"warn"` runs them, ' +
        "and the `up` succeeds with a warning.",
      doc: "What a run that does not complete means.",
      default: "continue",
    }),
    runOn,
    wait: {
      ...wait,
      doc: "How long `up` follows each run. A run that is followed no more leaves its place to the next.",
    },
    logs: group(
      {
        name: "BatchLogsArgs",
        about: "What is kept of the logs of a batch. They are not shown while the runs go on.",
        doc: "What is kept of their logs.",
      },
      {
        tailLines: {
          ...logs.type.fields.tailLines,
          doc: "Lines shown of a run that did not complete, 0 to 1000, for the first three of an `up`.",
        },
        folder: text({
          doc: "A folder of this machine that takes the whole log of each run, `<key>.log`, while the runs are followed.",
          absent: "none",
          why: "a folder that takes the whole logs",
        }),
      },
    ),
    budget: { ...budget, doc: "What each run may cost." },
    ...{ onInterrupt, rerun, retry, adopt, adoptWithinHours, onReplace, validate },
    ...INTERNAL,
    __recordedRuns: internal(
      "the runs in state, which the sdk sends to check; never recorded itself",
      z.unknown(),
    ),
    __resource: internal(
      "former names and runs of other resources, which the sdk sends to check; never recorded",
      aboutResource,
    ),
  },
);

export const JOB_RUN_BATCH_FIELDS = JOB_RUN_BATCH.rows;

function canonicalRuns(runs: unknown): unknown {
  if (typeof runs !== "object" || runs === null) return runs;
  return Object.fromEntries(
    Object.entries(runs).map(([key, args]) => [key, canonicalAt(MEMBER_FIELDS, args)]),
  );
}

/** The inputs of a JobRunBatch as the engine hands them over, without what the sdk sends to check alone. */
export type JobRunBatchInputs = Omit<ValuesOf<typeof JOB_RUN_BATCH.fields>, "__recordedRuns" | "__resource">;

/** What the engine keeps: the last inputs verbatim, and the record of each run. */
export type JobRunBatchState = JobRunBatchInputs &
  JobRunBatchRecord & {
    /** What the run of a key was started with, where that is no longer its definition: its new run is still to come. */
    __superseded?: Record<string, JobRunInputs>;
  };

/** Whether runs that did not complete leave the deployment a success. */
export function onlyWarns({ onFailure }: Pick<JobRunBatchInputs, "onFailure">): boolean {
  return onFailure === "warn";
}

/** Runs that are active at once, at most. */
export function maxConcurrency(inputs: JobRunBatchInputs): number {
  return inputs.maxConcurrency ?? JOB_RUN_BATCH.defaultOf("maxConcurrency");
}
