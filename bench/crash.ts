import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { VERSION } from "../provider/version";
import { thisMachine } from "../scripts/engine/machine";
import { engineVersion } from "../scripts/engine/parts";
import { endMarkedProcesses, TEST_RUN } from "../scripts/tagged-processes";
import type { Evidence } from "../tests/support/crash/evidence";
import { type Kill, killText } from "../tests/support/crash/kill";
import { boundaryKills, randomKill, seededRandom, shuffled } from "../tests/support/crash/kill-schedule";
import { type Violation, violations } from "../tests/support/crash/oracle";
import { SCENES } from "../tests/support/crash/scenes";
import { courseOf, tryKill } from "../tests/support/crash/trial";
import { ENGINE_FOLDER } from "../tests/support/engine/engine-environment";
import setUp from "../tests/support/jest/global-setup";
import tearDown from "../tests/support/jest/global-teardown";
import { type CrashReport, jsonReport, markdownReport, type Trial } from "./crash-report";

const RESULTS = path.join(__dirname, "results");

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    kills: { type: "string", default: "250" },
    concurrency: { type: "string", default: "2" },
    /** One kill as JSON, as it is printed with a promise that it broke. */
    kill: { type: "string" },
  },
});

void main();

async function main(): Promise<void> {
  await setUp();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
  try {
    if (values.kill === undefined) await killAllAndReport();
    else await repeat(values.kill);
  } finally {
    await tearDown();
  }
}

/** Kills at every boundary and then at random moments, and writes down how each ended. */
async function killAllAndReport(): Promise<void> {
  const seed = wholeNumber("seed");
  console.log(`seed ${seed}: the same order and the same draws again with --seed ${seed}`);
  const report = await killAll(seed, wholeNumber("kills"), wholeNumber("concurrency"));
  await mkdir(RESULTS, { recursive: true });
  await writeFile(path.join(RESULTS, "crash.json"), jsonReport(report));
  const table = markdownReport(report);
  await writeFile(path.join(RESULTS, "crash.md"), table);
  console.log(`\n${table}`);
  if (report.trials.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

/** One kill alone, without a report. */
async function repeat(text: string): Promise<void> {
  const kill = killOf(text);
  const trial = await judged(kill);
  console.log(lineOf(kill, trial));
  if (!trial || trial.broken.length > 0) process.exitCode = 1;
}

/** Engines live in groups of their own, which an interrupt of this process does not reach. */
async function leave(): Promise<void> {
  await endMarkedProcesses(`${process.env[TEST_RUN] ?? ""}:`);
  process.exit(130);
}

async function killAll(seed: number, kills: number, concurrency: number): Promise<CrashReport> {
  const startedMs = performance.now();
  const courses = await Promise.all(SCENES.map((scene) => courseOf(scene)));
  const random = seededRandom(seed);
  // Mixed, so that a fault in any scene shows early.
  const due = shuffled(
    courses.flatMap((course) => boundaryKills(course)),
    random,
  );
  console.log(
    `${due.length} kills at boundaries of ${SCENES.length} scenes, then random ones up to ${kills}`,
  );
  const trials: Trial[] = [];
  let missed = 0;
  // A random moment may fall after the end of a fast command; the number of tries stays bounded all the same.
  const next = (): Kill | undefined => {
    const known = due.shift();
    if (known) return known;
    return trials.length + missed < 2 * kills && trials.length + atWork < kills
      ? randomKill(courses, random)
      : undefined;
  };
  let atWork = 0;
  const work = async (): Promise<void> => {
    for (let kill = next(); kill; kill = next()) {
      atWork++;
      const trial = await judged(kill);
      atWork--;
      if (trial) trials.push(trial);
      else missed++;
      console.log(`${String(trials.length).padStart(4)} ${lineOf(kill, trial)}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return {
    command: `npm run test:crash -- --seed ${seed} --kills ${kills} --concurrency ${concurrency}`,
    seed,
    versions: await versions(),
    minutes: Math.round((performance.now() - startedMs) / 6_000) / 10,
    missed,
    trials,
  };
}

async function versions(): Promise<CrashReport["versions"]> {
  const engine = await engineVersion(thisMachine(), process.env[ENGINE_FOLDER] ?? "");
  return {
    "pulumi-wherobots": VERSION,
    "Pulumi engine": engine ?? "unknown",
    "Node.js": process.versions.node,
  };
}

async function judged(kill: Kill): Promise<Trial | undefined> {
  const evidence = await tryKill(kill).catch((error: unknown) => errorText(error));
  if (evidence === undefined) return undefined;
  if (typeof evidence === "string")
    return { kill, adopted: 0, repeated: 0, restoredState: false, broken: [`no verdict: ${evidence}`] };
  const broken = violations(evidence);
  if (broken.length > 0) console.log(details(evidence, broken));
  const { restoredState } = evidence;
  return {
    kill,
    ...outcome(evidence),
    restoredState,
    broken: broken.map(({ promised, what }) => `${promised}: ${what}`),
  };
}

/** How many runs the recovery found again, and how many finished ones it repeated. */
function outcome({ before, atRecovery, after }: Evidence): Pick<Trial, "adopted" | "repeated"> {
  const started = atRecovery.runs.filter(({ id }) => !before.runs.some((run) => run.id === id));
  const orphans = started.filter(({ id }) => !atRecovery.state.some(({ runId }) => runId === id));
  const adopted = orphans.filter(({ id }) => after.state.some(({ runId }) => runId === id));
  return { adopted: adopted.length, repeated: orphans.length - adopted.length };
}

function killOf(text: string): Kill {
  const value: unknown = JSON.parse(text);
  if (isKill(value)) return value;
  throw new RangeError(`--kill takes what is printed as "kill" where a promise is broken, not ${text}`);
}

function isKill(value: unknown): value is Kill {
  return (
    typeof value === "object" && value !== null && "scene" in value && "victim" in value && "moment" in value
  );
}

function lineOf(kill: Kill, trial: Trial | undefined): string {
  if (!trial) return `${killText(kill)}: it had ended`;
  const { adopted, repeated, broken } = trial;
  const verdict = broken.length === 0 ? "ok" : `BROKEN: ${broken.join("; ")}`;
  return `${killText(kill)}: ${adopted} adopted, ${repeated} named and repeated: ${verdict}`;
}

function details({ recovery, ...evidence }: Evidence, broken: readonly Violation[]): string {
  const output = recovery.map(({ command, output }) => `$ pulumi ${command}\n${output}`).join("\n");
  return `"kill": ${JSON.stringify(evidence.kill)}\n${JSON.stringify({ broken, ...evidence }, undefined, 1)}\n${output}`;
}

function wholeNumber(name: "seed" | "kills" | "concurrency"): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} is a whole number from 1 on`);
  return value;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
