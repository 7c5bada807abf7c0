import path from "node:path";
import { buildIfStale } from "./build-if-stale";
import { findEngine } from "./engine";
import { startLocalEmulator } from "./start/local-emulator";
import {
  engineArguments,
  LOCAL,
  QUICKSTART,
  quickstartEngine,
  quickstartEnvironment,
  REPOSITORY,
  selectStack,
} from "./start/quickstart";
import { runInTerminal } from "./start/run-in-terminal";
import { removeStaleLocks } from "./start/stale-locks";
import { whatNext } from "./start/what-next";

/** `npm start [-- up|preview|refresh|destroy|stack output|…]`: the quickstart, real but for the account. */
async function main(words: readonly string[]): Promise<number> {
  const [{ binFolder }] = await Promise.all([findEngine(), buildIfStale()]);
  const emulator = await startLocalEmulator();
  try {
    const engine = quickstartEngine(binFolder, quickstartEnvironment(process.env, binFolder, emulator));
    await removeStaleLocks((line) => process.stderr.write(`${line}\n`));
    await selectStack(engine);
    const exitCode = await runInTerminal({ ...engine, args: engineArguments(words), cwd: QUICKSTART });
    if (words.length === 0) process.stdout.write(exitCode === 0 ? await whatNext(engine) : whatNow());
    return exitCode;
  } finally {
    await emulator.stop();
  }
}

function whatNow(): string {
  const folder = path.relative(REPOSITORY, LOCAL);
  return [
    "",
    "That did not end well. Pulumi says why above.",
    "  Go on from where it stopped:  npm start",
    "  If the stack is locked:       npm start -- cancel --yes",
    `  To start over:                remove ${folder}`,
    "",
  ].join("\n");
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
