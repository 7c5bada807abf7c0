/** One thing that must hold. `script` is its name in package.json, so that it can be run alone. */
export interface Step {
  readonly script: string;
  /** `jest` steps are counted test by test, all others as one. */
  readonly kind: "check" | "jest";
  /** Runs what `npm test` leaves. */
  readonly isThorough?: boolean;
  /** The command that mends it, or that shows more. */
  readonly fix: string;
  /** Scripts without which this one cannot say anything. */
  readonly needs?: readonly string[];
  /** Set where the step must not run, in words. */
  readonly skip?: (env: Readonly<Record<string, string | undefined>>) => string | undefined;
}

/** What one command carries out: first what all else needs, then checks and tests beside each other. */
export interface Steps {
  readonly first: readonly Step[];
  readonly checks: readonly Step[];
  readonly tests: readonly Step[];
}

/** First, for all that looks at the compiled package: type-aware lint of examples, the engine, the package checks. */
const PREPARATION: readonly Step[] = [
  { script: "build", kind: "check", fix: "npm run build, and mend the types it names" },
];

/** Without state and cheap: they run beside the tests. */
const CHECKS: readonly Step[] = [
  { script: "test:format", kind: "check", fix: "npm run format" },
  { script: "test:types", kind: "check", fix: "npm run test:types, and mend the types it names" },
  { script: "test:lint", kind: "check", fix: "npx eslint . --fix, and mend by hand what is left" },
  {
    script: "test:arrows",
    kind: "check",
    fix: "npm run test:arrows; the rules and reasons: .dependency-cruiser.cjs",
  },
  { script: "test:dead", kind: "check", fix: "npm run test:dead, and remove what nothing uses" },
];

const ENGINE = ["engine", "build"];

const TESTS: readonly Step[] = [
  jest("test:unit"),
  jest("test:property"),
  jest("test:emulator"),
  jest("test:lifecycle"),
  jest("test:tooling"),
  { script: "engine", kind: "check", fix: "npm run engine says what to install" },
  jest("test:state", ENGINE),
  jest("test:engine", ENGINE),
  jest("test:package", ENGINE),
  { ...jest("test:live", ENGINE), skip: whyNotLive },
];

/** `npm test`. */
export const QUICK: Steps = { first: PREPARATION, checks: CHECKS, tests: TESTS };

/** `npm run test:thorough`: the tables of which QUICK tries a sample, whole, and the engine tests that it leaves out. */
export const THOROUGH: Steps = {
  first: PREPARATION,
  checks: [],
  tests: [
    { ...jest("test:thorough:simulated"), isThorough: true },
    { script: "engine", kind: "check", fix: "npm run engine says what to install" },
    { ...jest("test:thorough:engine", ENGINE), isThorough: true },
  ],
};

function jest(script: string, needs: readonly string[] = []): Step {
  return { script, kind: "jest", needs, fix: `npm run ${script} -- -t "part of the test's name"` };
}

function whyNotLive(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env["WHEROBOTS_LIVE_API_KEY"]
    ? undefined
    : "WHEROBOTS_LIVE_API_KEY is not set; it would run real, paid jobs";
}
