import fs from "node:fs/promises";
import path from "node:path";
import { endMarkedProcesses, TEST_RUN } from "./marked-processes";
import { summary } from "./test/report";
import { runAll } from "./test/run-all";

/** `npm test`: everything that must hold. Its last line is `N passed, N failed`. */
async function main(): Promise<void> {
  const stop = new AbortController();
  const run = `test-${process.pid}`;
  process.env[TEST_RUN] = run;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const results = await runAll({
    scripts: await npmScripts(),
    write: (text) => process.stdout.write(text),
    signal: stop.signal,
  });
  process.stdout.write(`${summary(results)}\n`);
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
