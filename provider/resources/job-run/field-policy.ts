import { createHash } from "node:crypto";
import type { FieldPolicy } from "../../field-policy";
import { FOLLOW_FIELDS, INTERNAL_FIELDS } from "../run/follow-inputs";

/** Marks of the engine's wire format for assets and archives inside plain values. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const ASSET_SIGNATURES: ReadonlySet<unknown> = new Set([
  "c44067f5952c0a294b673a41bacd8c17",
  "0def7320c3a5731c473e5ecbe6d01bc7",
]);

/** Every input of a JobRun: what a change of it means, what its absence equals, and why. */
export const JOB_RUN_FIELDS = [
  {
    path: "region",
    class: "run",
    effectivePath: "effective.region",
    why: "where the run computes; absent: the stack's or the organisation's default, and no wish",
  },
  {
    path: "runtime",
    class: "run",
    effectivePath: "effective.runtime",
    why: "the size of the cluster; absent: the stack's or the organisation's default, and no wish",
  },
  {
    path: "version",
    class: "run",
    effectivePath: "effective.version",
    why: "the WherobotsDB version; absent: the stack's or the API's default, and no wish",
  },
  { path: "runPython.uri", class: "run", why: "the script" },
  { path: "runPython.args", class: "run", default: [], why: "the script's arguments" },
  { path: "runJar.uri", class: "run", why: "the JAR" },
  { path: "runJar.args", class: "run", default: [], why: "the JAR's arguments" },
  { path: "runJar.mainClass", class: "run", why: "the JAR's entry point" },
  { path: "environment.sparkDriverDiskGB", class: "run", why: "disk of the driver" },
  { path: "environment.sparkExecutorDiskGB", class: "run", why: "disk of each executor" },
  { path: "environment.sparkConfigs", class: "run", default: {}, why: "Spark's configuration" },
  {
    path: "environment.dependencies",
    class: "run",
    default: [],
    canonical: canonicalDependencies,
    why: "the run's libraries",
  },
  {
    path: "triggers",
    class: "trigger",
    default: {},
    canonical: assetsByHash,
    why: "anything that should start a new run when it changes",
  },
  { path: "name", class: "next", why: "a name is a label: renaming must not repeat billed work" },
  {
    path: "timeoutSeconds",
    class: "next",
    default: 3600,
    why: "a limit is no work: it counts from the next run on, and a raised one revives a run that timed out",
  },
  { path: "runOn", class: "local", default: "change", why: "policy of this program" },
  ...FOLLOW_FIELDS,
  {
    path: "rerun.on",
    class: "local",
    why: "policy of this program; absent: [FAILED], and [] with onFailure warn",
  },
  { path: "rerun.max", class: "local", default: 3, why: "policy of this program" },
  { path: "retry.maxAttempts", class: "local", default: 1, why: "policy of this program" },
  { path: "retry.on", class: "local", default: ["NEVER_LAUNCHED"], why: "policy of this program" },
  { path: "retry.backoffSeconds", class: "local", default: 30, why: "policy of this program" },
  { path: "adopt", class: "local", default: "active", why: "policy of this program" },
  { path: "adoptWithinHours", class: "local", default: 24, why: "policy of this program" },
  {
    path: "takeOverRunId",
    class: "attach",
    why: "only read by create: an existing run is taken over instead of starting one",
  },
  ...INTERNAL_FIELDS,
  {
    path: "__recordedRun",
    class: "internal",
    why: "the run in state, told to check by the sdk; never recorded itself",
  },
  { path: "__name", class: "internal", why: "the automatic name, chosen by check" },
] as const satisfies readonly FieldPolicy[];

/** `sourceType` follows from the other fields, so saying it or not is the same. */
function canonicalDependencies(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(Object.entries(item).filter(([key]) => key !== "sourceType"));
  });
}

/** An asset is its content: where the file lies is not compared. */
function assetsByHash(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(assetsByHash);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (ASSET_SIGNATURES.has(record[SIGNATURE_KEY])) return assetContent(record);
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, assetsByHash(item)]));
}

/** By the engine's own hash; for an engine that sends none, by that of the text. One value, in which no path leads on. */
function assetContent(asset: Record<string, unknown>): unknown {
  const { hash, text } = asset;
  if (typeof hash === "string" && hash !== "") return `asset ${hash}`;
  return typeof text === "string" ? `asset ${createHash("sha256").update(text).digest("hex")}` : asset;
}
