import { z } from "zod";
import { runIdText } from "../../api/run-id";
import { assetsByHash } from "../../inputs/assets";
import {
  anyText,
  anything,
  choice,
  fieldTable,
  file,
  group,
  integer,
  internal,
  list,
  map,
  number,
  text,
} from "../../inputs/field-types";
import { FOLLOW, INTERNAL } from "../../run/fields";

/*
 * Every input of a JobRun, once. Its order and the spelling of its paths are part of the names of runs: a new input goes
 * to the end of its group, and none is renamed. Messages say what would be right and never repeat a value: it may be a
 * secret.
 */

/** What is sent: 32 bits are what the SDKs of other languages hold, and no server keeps more. */
const MAX_SENT = 2 ** 31 - 1;

/** A longer pause is no retry: the next `up` makes it. */
const MAX_BACKOFF_SECONDS = 604_800;

const runName = z
  .string()
  .min(8, "must have at least 8 characters")
  .max(255, "must have at most 255 characters")
  .regex(/^[a-zA-Z0-9_\-.]+$/, "may hold letters, digits, and _ - . only");

const DEPENDENCY = group(
  {
    name: "DependencyArgs",
    about: "A library of a run: one of `libraryName` (PyPI), `filePath` and `file`.",
  },
  {
    sourceType: choice(["PYPI", "FILE"], {
      doc: '`"PYPI"` or `"FILE"`; follows from the other fields and may be left out.',
    }),
    libraryName: text({ doc: "Name on PyPI." }),
    libraryVersion: text({ doc: 'Version on PyPI, for example `"2.1.0"`.', absent: "the newest" }),
    filePath: text({ doc: "Address of a `.whl`, `.zip` or `.jar` in storage." }),
    file: file({ doc: "A `.whl`, `.zip` or `.jar` of this machine, which is uploaded before the run." }),
  },
);

/** What to run: the inputs that define the run, and its triggers. */
const DEFINITION = {
  region: text({
    doc: "Where to run, for example `Region.AwsUsWest2`.",
    known: "Region",
    change: "run",
    absent: "`wherobots:region`, then the organisation's",
    resolvedAt: "effective.region",
    why: "where the run computes",
  }),
  runtime: text({
    doc: "Size of the cluster, for example `Runtime.Tiny`.",
    known: "Runtime",
    change: "run",
    absent: "`wherobots:runtime`, then the organisation's",
    resolvedAt: "effective.runtime",
    why: "the size of the cluster",
  }),
  version: text({
    doc: 'WherobotsDB version: `"latest"`, `"preview"` or a number.',
    change: "run",
    absent: "`wherobots:version`, then the API's",
    resolvedAt: "effective.version",
    why: "the WherobotsDB version",
  }),
  runPython: group(
    { name: "RunPythonArgs", about: "A Python script to run.", doc: "The script to run.", change: "run" },
    {
      uri: text({
        doc: "Address of the script, `s3://…`, in managed storage or a storage integration.",
        why: "the script",
      }),
      args: list(anyText, { doc: "Its arguments.", default: [], why: "the script's arguments" }),
      script: file({
        doc:
          "The script itself, in place of `uri`: a path, a file or text. It is uploaded to managed storage under its content " +
          "hash before the run, so a run keeps the script that it was submitted with.",
        why: "the script's content, which is uploaded",
      }),
    },
  ),
  runJar: group(
    { name: "RunJarArgs", about: "A JAR to run.", doc: "The JAR to run.", change: "run" },
    {
      uri: text({ doc: "Address of the JAR, `s3://…`.", why: "the JAR" }),
      args: list(anyText, { doc: "Its arguments.", default: [], why: "the JAR's arguments" }),
      mainClass: text({
        doc: "The class whose `main` is called.",
        absent: "the manifest's",
        why: "the JAR's entry point",
      }),
      jar: file({
        doc: "The JAR itself, in place of `uri`: a path or a file, uploaded as a script is.",
        why: "the JAR's content, which is uploaded",
      }),
    },
  ),
  environment: group(
    {
      name: "EnvironmentArgs",
      about: "Disk, configuration and libraries of a run.",
      doc: "Disk, Spark configuration and libraries.",
      change: "run",
    },
    {
      sparkDriverDiskGB: integer({
        doc: "Disk of the driver in GB.",
        max: MAX_SENT,
        absent: "the runtime's",
        why: "disk of the driver",
      }),
      sparkExecutorDiskGB: integer({
        doc: "Disk of each executor in GB.",
        max: MAX_SENT,
        absent: "the runtime's",
        why: "disk of each executor",
      }),
      sparkConfigs: map(anyText, {
        doc: "Spark's configuration. Its values are text.",
        default: {},
        why: "Spark's configuration",
      }),
      dependencies: list(DEPENDENCY, {
        doc: "Libraries, installed before the run.",
        default: [],
        canonical: canonicalDependencies,
        why: "libraries: `{ libraryName, libraryVersion }` (PyPI), `{ filePath }` or `{ file }`",
      }),
    },
  ),
  triggers: anything({
    doc:
      "Anything that should start a new run when it changes: the script's hash, a commit, another run's id. Compared as " +
      "JSON, key order aside; assets by their content.",
    change: "trigger",
    default: {},
    canonical: assetsByHash,
    why: "anything that should start a new run when it changes",
  }),
};

const TIMEOUT = {
  timeoutSeconds: integer({
    doc: "Seconds after which Wherobots stops the run; raising it revives a run that timed out.",
    max: MAX_SENT,
    change: "next",
    default: 3600,
    why: "Wherobots stops the run then; raising it repeats a run that timed out",
  }),
};

/** The inputs that each run of a batch has for itself. */
export const PER_RUN = { ...DEFINITION, ...TIMEOUT };

/** What the sdk says of the resource itself (`wire/recorded-run.ts`). */
export const aboutResource = z
  .looseObject({ formerPaths: z.array(z.string()), heldRunIds: z.array(z.string()) })
  .partial();

const recordedRun = z.looseObject({
  runId: z.string(),
  status: z.string(),
  createTime: z.string().optional(),
  takeOverRunId: z.string().optional(),
  timeoutSeconds: z.number().optional(),
  account: z.object({ apiUrl: z.string(), organizationId: z.string().optional() }).optional(),
});

/** Whether exactly one of runPython and runJar is there is checked beside it. */
export const JOB_RUN = fieldTable(
  {
    name: "JobRunArgs",
    about:
      "Arguments of a `JobRun`. Exactly one of `runPython` and `runJar` is required.\n\n" +
      "Body and bounds: https://docs.wherobots.com/api-reference/runs/create-a-job-run",
    replacing: "A change starts a new run.",
  },
  {
    ...DEFINITION,
    name: text({
      doc: "Name of the run, 8 to 255 of `[a-zA-Z0-9_\\-\\.]`.",
      schema: runName,
      change: "next",
      absent: "a unique one",
      why: "a label at Wherobots, 8 to 255 letters, digits and `_ - .`",
    }),
    ...TIMEOUT,
    runOn: choice(["change", "triggers"], {
      doc: '`"change"`: a changed argument starts a new run; `"triggers"`: only changed triggers do.',
      default: "change",
      why: 'or `"triggers"`: only changed triggers start a run',
    }),
    ...FOLLOW,
    rerun: group(
      {
        name: "RerunArgs",
        about: "When a run that ended without success is repeated by the next `up`.",
        doc: "When the next `up` repeats a run that ended without success.",
      },
      {
        on: list(choice(["FAILED", "TIMED_OUT", "CANCELLED"], {}), {
          doc: "Ends that are repeated.",
          absent: '`["FAILED"]`; none with `onFailure: "warn"`',
          why: "ends that the next `up` repeats",
        }),
        max: integer({
          doc: "Failures in a row of the same work after which it is refused.",
          default: 3,
          why: "failures in a row, then `up` starts no more",
        }),
      },
    ),
    retry: group(
      {
        name: "RetryArgs",
        about: "When a run is repeated at once, inside the same `up`.",
        doc: "When the same `up` repeats it.",
      },
      {
        // As many as state keeps, and fewer than names of one create can tell apart.
        maxAttempts: integer({
          doc: "Attempts in all, the first included: 1 means no retry.",
          max: 10,
          default: 1,
          why: "attempts within one `up`",
        }),
        on: list(choice(["NEVER_LAUNCHED", "FAILED", "TIMED_OUT"], {}), {
          doc: "What is retried; `NEVER_LAUNCHED` is a run that failed before it started.",
          default: ["NEVER_LAUNCHED"],
          why: "ends that are retried; this one: failed before it started",
        }),
        backoffSeconds: number({
          doc: "Seconds before each further attempt.",
          schema: z
            .number()
            .min(0, "must not be negative")
            .max(MAX_BACKOFF_SECONDS, `must be at most ${MAX_BACKOFF_SECONDS}, a week`),
          default: 30,
          why: "pause before each further attempt",
        }),
      },
    ),
    adopt: choice(["never", "active", "recent"], {
      doc:
        "Which earlier run of the same work, unknown to state, is taken over instead of starting another: an active one " +
        "(left by a deployment that was killed), also a recently completed one, or none.",
      default: "active",
      why: 'or `"recent"`, `"never"`: which orphans to adopt',
    }),
    adoptWithinHours: number({
      doc: 'How old a completed run may be for `adopt: "recent"`, in hours.',
      default: 24,
      why: 'age of a completed run for `adopt: "recent"`',
    }),
    onReplace: choice(["cancel", "leave"], {
      doc:
        'What a replacement does with a run that is still active: `"cancel"` ends it before the next one starts; `"leave"` ' +
        "lets both go on, and nothing follows the old one. With the option `retainOnDelete: true` the classes of this " +
        'package send `"leave"`.',
      default: "cancel",
      why: 'or `"leave"`: what a replacement does with an active run',
    }),
    validate: choice(["none", "account"], {
      doc:
        'What is compared before the submit: `"account"` compares region, runtime, disks and `timeoutSeconds` with what the ' +
        "organisation allows, and refuses at once what would fail or be cut after minutes of cluster.",
      default: "none",
      why: 'or `"account"`: compare with what the organisation allows before the submit',
    }),
    takeOverRunId: text({
      doc: "Id of an existing run to take over when the resource is created, instead of starting one.",
      schema: runIdText,
      change: "attach",
      why: "an existing run to record instead of starting one",
    }),
    ...INTERNAL,
    __recordedRun: internal(
      "the run in state, which the sdk sends to check; never recorded itself",
      recordedRun,
    ),
    __name: internal("the automatic name, which check once chose; no longer read", z.string()),
    __resource: internal(
      "former names and runs of other resources, which the sdk sends to check; never recorded",
      aboutResource,
    ),
  },
);

/** What a change of each input means, in the order that names of runs are made of. */
export const JOB_RUN_FIELDS = JOB_RUN.rows;

/** `sourceType` follows from the other fields, so saying it or not is the same. A file is its content. */
function canonicalDependencies(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map(assetsByHash).map((item: unknown) => {
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(Object.entries(item).filter(([key]) => key !== "sourceType"));
  });
}
