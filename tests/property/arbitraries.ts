import fc from "fast-check";
import { JOB_RUN_FIELDS } from "../../provider/resources/job-run/fields";
import { UNKNOWN } from "../../wire/pulumi-values";

/*
 * What the properties are tried on. A failure prints its seed and path; `fc.assert(…, { seed, path })` repeats it.
 */

/** Any text, lone surrogates and controls included. */
export const anyText = fc.string({ unit: "binary", maxLength: 60 });

/** Pieces of which hostile lines are made, beside any text. */
const PIECES = [
  "\u200b",
  "\ufeff",
  "\u{e0041}",
  "\ufe0f",
  "\ufff9",
  "\u0300".repeat(20),
  "\u2028",
  "\u009b",
  "<{",
  "%",
  "<{%fg 1%}>",
  "<{%none%}>",
  "teamcity[",
  "##",
  "#",
  "[",
  "vso",
  "::",
  ":",
  " ",
  "\n",
  "\r",
  "\u001b[31m",
  "\u001b]0;x\u0007",
  "\u202e",
  "]",
  "a",
];

/** Text that tries to be a command of a CI runner or a terminal. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), anyText), { maxLength: 12 })
  .map((pieces) => pieces.join(""));

const uri = fc.constantFrom("s3://bucket/job.py", "x", "");
const args = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.jsonValue() }),
  {
    maxLength: 3,
  },
);
const program = fc.record({ uri, args }, { requiredKeys: ["uri"] });
const dependency = fc.record(
  {
    sourceType: fc.constantFrom("PYPI", "FILE", "GIT", null),
    libraryName: fc.constantFrom("numpy", "", null),
    libraryVersion: fc.constantFrom("2.1", null),
    filePath: fc.constantFrom("s3://bucket/lib.whl", null),
  },
  { requiredKeys: [] },
);
const disk = fc.oneof(
  fc.integer({ min: -1, max: 500 }),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constant(null),
);

const seconds = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 10 ** 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5, 1e300, null, "60") },
);
const word = (...words: string[]): fc.Arbitrary<string | null> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.constantFrom("else", "", null) },
  );

/** How a run is followed, nearly right. */
const followed = {
  wait: fc.record(
    {
      until: word("completed", "running", "submitted"),
      maxSeconds: seconds,
      maxQueueSeconds: seconds,
      onTimeout: word("fail", "cancel", "continue"),
    },
    { requiredKeys: [] },
  ),
  logs: fc.record(
    {
      stream: fc.constantFrom(true, false, null),
      tailLines: fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(-1, 1001, 0.5)),
    },
    { requiredKeys: [] },
  ),
  onFailure: word("fail", "warn"),
  onInterrupt: word("detach", "cancel"),
};

/** What is done about a run that failed or was lost, nearly right. */
const repeated = {
  runOn: word("change", "triggers"),
  rerun: fc.record(
    {
      on: fc.array(word("FAILED", "TIMED_OUT", "CANCELLED"), { maxLength: 3 }),
      max: fc.integer({ min: 0, max: 9 }),
    },
    { requiredKeys: [] },
  ),
  retry: fc.record(
    {
      maxAttempts: fc.integer({ min: 0, max: 11 }),
      on: fc.array(word("NEVER_LAUNCHED", "FAILED", "TIMED_OUT"), { maxLength: 3 }),
      backoffSeconds: fc.oneof(fc.integer({ min: -1, max: 600 }), fc.constant(0.5)),
    },
    { requiredKeys: [] },
  ),
  adopt: word("never", "active", "recent"),
  adoptWithinHours: seconds,
  takeOverRunId: fc.oneof(fc.constantFrom("run-1", "..", "a/b", ""), fc.string()),
};

/** Local policy of a JobRun, nearly right. */
export const likelyPolicy = fc
  .record({ ...followed, ...repeated }, { requiredKeys: [] })
  .map((inputs): Record<string, unknown> => ({ ...inputs, runPython: { uri: "s3://bucket/job.py" } }));

/** Inputs of a RunCompletion, nearly right. */
export const likelyCompletion = fc
  .record({ runId: fc.oneof(fc.constant("run-1"), fc.string()), ...followed }, { requiredKeys: ["runId"] })
  .map((inputs): Record<string, unknown> => ({ ...inputs }));

/** Inputs of a StorageIntegration, nearly right. */
export const likelyStorage = fc
  .record(
    {
      name: fc.oneof(fc.constantFrom("tiles", "7", ""), fc.string({ maxLength: 60 })),
      path: fc.oneof(fc.constantFrom("s3://tiles-bucket/a/b", "s3://x", "tiles"), fc.string()),
      roleArn: fc.constantFrom("arn:aws:iam::123456789012:role/tiles", "", null),
      cloudConnectionId: fc.constantFrom("connection-1", null),
      accessType: word("READ", "READ_WRITE"),
      trustedAccountIds: fc.array(fc.constantFrom("123456789012", 123_456_789_012, null), { maxLength: 2 }),
    },
    { requiredKeys: ["name", "path"] },
  )
  .map((inputs): Record<string, unknown> => ({ ...inputs }));

/** Inputs of a JobRun that are nearly right, so that many of them pass check. */
export const likelyInputs = fc
  .record(
    {
      name: fc.oneof(fc.stringMatching(/^[a-zA-Z0-9_\-.]{6,12}$/), fc.string(), fc.constant(null)),
      runPython: program,
      runJar: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: program }),
      runtime: fc.constantFrom("tiny", "2x-large", "x-large-a10-gpu", "TINY", null),
      version: fc.oneof(fc.constantFrom("latest", "2.1.0"), fc.string()),
      region: fc.constantFrom("aws-us-west-2", "byoc-1"),
      timeoutSeconds: fc.oneof(
        fc.integer({ min: -1, max: 2 ** 31 + 100 }),
        fc.double({ noNaN: true }),
        fc.constant(null),
      ),
      environment: fc.record(
        {
          sparkDriverDiskGB: disk,
          sparkExecutorDiskGB: disk,
          sparkConfigs: fc.dictionary(
            fc.string(),
            fc.oneof(
              { weight: 9, arbitrary: fc.string() },
              { weight: 1, arbitrary: fc.constantFrom(4, null) },
            ),
            { maxKeys: 3 },
          ),
          dependencies: fc.array(dependency, { maxLength: 2 }),
        },
        { requiredKeys: [] },
      ),
      triggers: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
    },
    { requiredKeys: ["runPython"] },
  )
  .map((inputs): Record<string, unknown> => ({ ...inputs }));

/** Any JSON object. */
export const anyObject = fc.dictionary(
  fc.oneof(
    fc.string(),
    fc.constantFrom(...JOB_RUN_FIELDS.map(({ path }) => path.split(".")[0] ?? "")),
    fc.constantFrom("__proto__", "constructor", "toString", "runId", "__recordedRun", "__name"),
  ),
  fc.oneof(
    { weight: 9, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }).map(nested) },
    { weight: 1, arbitrary: fc.constantFrom(UNKNOWN, [UNKNOWN], "x".repeat(1_000_000), { __proto__: null }) },
  ),
);

/** A list in a list, so deep. */
function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { more: value };
  return value;
}
