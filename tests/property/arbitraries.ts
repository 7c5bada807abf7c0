import fc from "fast-check";

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
        fc.integer({ min: -1, max: 2 ** 40 }),
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
    fc.constantFrom("runPython", "environment", "triggers", "__proto__", "constructor", "wait"),
  ),
  fc.jsonValue({ maxDepth: 4 }),
);
