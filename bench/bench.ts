import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { VERSION } from "../provider/version";
import { thisMachine } from "../scripts/engine/machine";
import { engineVersion } from "../scripts/engine/parts";
import { endMarkedProcesses, TEST_RUN } from "../scripts/tagged-processes";
import { ENGINE_FOLDER } from "../tests/support/engine/engine-environment";
import setUp from "../tests/support/jest/global-setup";
import tearDown from "../tests/support/jest/global-teardown";
import { measureBatches } from "./performance/batch";
import { verdicts } from "./performance/criteria";
import { measureDelays } from "./performance/delay";
import { Figures } from "./performance/figures";
import { PARTS, type Part } from "./performance/measures";
import { measurePeakMemory } from "./performance/peak-memory";
import { jsonOf, pageOf, plotOf, type Results, textOf, withParts } from "./performance/results";
import { measureSlots } from "./performance/slots";
import { measureStart } from "./performance/start";
import { measureUps } from "./performance/ups";

const { values } = parseArgs({
  options: {
    parts: { type: "string", default: PARTS.join(",") },
    sizes: { type: "string", default: "1,100,1000" },
    "batch-sizes": { type: "string", default: "100,1000,10000" },
    /** Most open runs of the parts `delay` and `memory`. */
    open: { type: "string", default: "1000" },
    out: { type: "string" },
    /** Puts the figures of these parts in the place of those that were kept. */
    keep: { type: "boolean", default: false },
  },
});

const RESULTS = path.join(__dirname, "results");
/** Where the documents show it. */
const PLOT = path.join(__dirname, "../docs/performance.svg");
const GB = 1e9;

void main();

async function main(): Promise<void> {
  const parts = partsOf(values.parts);
  process.env[TEST_RUN] ??= `bench-${process.pid}`;
  await setUp();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
  try {
    const results = await measure(parts);
    await keep(results);
    console.log(`\n${textOf(results)}`);
    const isMissed = verdicts(new Figures(results.figures)).some(({ ok }) => ok === false);
    if (isMissed || Object.keys(results.failed).length > 0) process.exitCode = 1;
  } finally {
    await tearDown();
  }
}

/** One part after the other; one that fails takes nothing from the others. */
async function measure(parts: readonly Part[]): Promise<Results> {
  const beganMs = performance.now();
  // Of the beginning: what is changed meanwhile is not what is measured.
  const commit = execFileSync("git", ["describe", "--always", "--dirty", "--exclude=*"], {
    encoding: "utf8",
  }).trim();
  const figures = new Figures();
  const failed: Record<string, string> = {};
  for (const part of parts) {
    try {
      await MEASURE[part](figures);
    } catch (error) {
      failed[part] = error instanceof Error ? error.message : String(error);
      console.log(`${part}: ${failed[part]}`);
    }
  }
  const options = process.argv.slice(2);
  const engine = await engineVersion(thisMachine(), process.env[ENGINE_FOLDER] ?? "");
  return {
    executions: [
      {
        command: ["npm run bench", ...(options.length > 0 ? ["--", ...options] : [])].join(" "),
        parts,
        minutes: Math.round((performance.now() - beganMs) / 6_000) / 10,
        commit,
      },
    ],
    versions: {
      "pulumi-wherobots": VERSION,
      "Pulumi engine": engine ?? "unknown",
      "Node.js": process.versions.node,
    },
    machine: {
      cores: os.cpus().length,
      processor: os.cpus()[0]?.model ?? "unknown",
      memoryGB: Math.round(os.totalmem() / GB),
      platform: `${os.platform()} ${os.arch()}`,
    },
    failed,
    figures: figures.all,
  };
}

const MEASURE: Readonly<Record<Part, (figures: Figures) => Promise<void>>> = {
  ups: (figures) => measureUps(numbersOf("sizes"), figures, console.log),
  batch: (figures) => measureBatches(numbersOf("batch-sizes"), figures, console.log),
  slots: (figures) => measureSlots(figures, console.log),
  delay: (figures) => measureDelays(numberOf("open"), figures, console.log),
  start: (figures) => measureStart(figures, console.log),
  memory: (figures) => measurePeakMemory(numberOf("open"), figures, console.log),
};

/** What is in the repository is whole: of a part of it alone only where that is asked for. */
async function keep(results: Results): Promise<void> {
  const isWhole = process.argv.length === 2;
  if (values.out !== undefined) await write(results, values.out, path.join(values.out, "performance.svg"));
  else if (isWhole) await write(results, RESULTS, PLOT);
  else if (values.keep) await write(withParts(await keptResults(), results), RESULTS, PLOT);
}

async function keptResults(): Promise<Results> {
  return JSON.parse(await readFile(path.join(RESULTS, "performance.json"), "utf8")) as Results;
}

async function write(results: Results, folder: string, plotFile: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "performance.json"), jsonOf(results));
  await writeFile(path.join(folder, "performance.md"), pageOf(results));
  const plot = plotOf(results);
  if (plot !== undefined) await writeFile(plotFile, plot);
}

/** Engines live in groups of their own, which an interrupt of this process does not reach. */
async function leave(): Promise<void> {
  await endMarkedProcesses(`${process.env[TEST_RUN] ?? ""}:`);
  process.exit(130);
}

function partsOf(text: string): Part[] {
  return text.split(",").map((name) => {
    const part = PARTS.find((known) => known === name);
    if (part === undefined) throw new RangeError(`--parts takes ${PARTS.join(", ")}, not ${name}`);
    return part;
  });
}

function numbersOf(option: "sizes" | "batch-sizes" | "open"): number[] {
  return values[option].split(",").map((text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`--${option} takes whole numbers from 1 on, not ${text}`);
    return value;
  });
}

function numberOf(option: "open"): number {
  return Math.max(...numbersOf(option));
}
