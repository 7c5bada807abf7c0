import { randomInt } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { endMarkedProcesses, TEST_RUN } from "./tagged-processes";
import { addCounts, earlierCounts } from "./test/counts-file";
import { summary, totalOf } from "./test/report";
import { runAll } from "./test/run-all";
import { QUICK, THOROUGH } from "./test/steps";

/**
 * `npm test`: everything that must hold, each promise at least once. `npm run test:thorough` (`--thorough`): the rest.
 * The last line is `N passed, N failed`.
 */
async function main(): Promise<void> {
  const stop = new AbortController();
  const run = `test-${process.pid}`;
  process.env[TEST_RUN] = run;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const isThorough = process.argv.includes("--thorough");
  // With a seed, test:thorough leaves out what npm test with that seed has carried out.
  if (!isThorough) process.env["TEST_SEED"] ??= String(randomInt(1_000_000));
  const before = await earlierCounts();
  const results = await runAll(isThorough ? THOROUGH : QUICK, {
    scripts: await npmScripts(),
    write: (text) => process.stdout.write(text),
    signal: stop.signal,
  });
  process.stdout.write(`${summary(results, before)}\n`);
  await addCounts(totalOf(results, before));
  // Engines of an interrupted test are in groups of their own, which no signal of ours has reached.
  await endMarkedProcesses(`${run}:`);
  if (stop.signal.aborted) process.exitCode = 130;
  else if (results.some(({ counts }) => counts.failed > 0)) process.exitCode = 1;
}

async function npmScripts(): Promise<Record<string, string>> {
  const parsed: unknown = JSON.parse(await fs.readFile(path.resolve(__dirname, "../package.json"), "utf8"));
  const hasScripts = typeof parsed === "object" && parsed !== null && "scripts" in parsed;
  const scripts = hasScripts && typeof parsed.scripts === "object" ? { ...parsed.scripts } : {};
  return Object.fromEntries(
    Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

void main();
