import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "../cache-folder";
import { TOOLS } from "../go-tools";
import { type Installation, installAtomically, isWhole } from "../install";
import type { Machine } from "../machine";
import { executablesMissing } from "../parts";
import { withHeartbeat } from "../progress";
import { lastLines } from "../run-command";
import { isAtLeast, versionIn } from "../version";
import type { Python } from "./index";

/** Exact versions with their hashes, so that the registry cannot change what is run. */
const REQUIREMENTS = path.join(TOOLS, "language-python", "requirements.txt");
/** Packages that would have to be compiled are refused: that takes minutes and a compiler. */
const PIP_INSTALL =
  "-m pip install --quiet --no-input --require-hashes --only-binary :all: --requirement".split(" ");
/** That of the pinned `pulumi`. */
const OLDEST_PYTHON = "3.10.0";
const SHORT_TIMEOUT_MS = 20_000;
/** Ten seconds on a usual line. */
const INSTALL_TIMEOUT_MS = 300_000;

/** A virtual environment that holds the `pulumi` package: one that was made before, or a new one. */
export async function findVirtualEnvironment(machine: Machine): Promise<Python> {
  const version = await pythonVersion(machine);
  if (version === undefined) return { why: "no python3 on PATH" };
  if (!isAtLeast(version, OLDEST_PYTHON)) return { why: `Python is ${version}, older than ${OLDEST_PYTHON}` };
  const environment = await environmentFor(machine, version);
  const why = (await isWhole(environment)) ? undefined : await make(machine, environment);
  if (why !== undefined) return { why: `no virtual environment with the pulumi package: ${why}` };
  return { folders: [path.join(environment.folder, "bin")] };
}

async function pythonVersion(machine: Machine): Promise<string | undefined> {
  const finished = await machine.run("python3", ["--version"], { timeoutMs: SHORT_TIMEOUT_MS });
  return finished.exitCode === 0 ? versionIn(finished.output) : undefined;
}

/** Other pins make another folder: a checkout of another version must not be given these. */
async function environmentFor(machine: Machine, version: string): Promise<Installation> {
  const pins = await readFile(REQUIREMENTS);
  const digest = createHash("sha256").update(pins).digest("hex").slice(0, 12);
  return {
    folder: path.join(cacheFolder(machine, "python"), `${digest}-${version}`),
    missing: (folder) => executablesMissing(machine, folder, ["bin/python3"]),
  };
}

function make(machine: Machine, environment: Installation): Promise<string | undefined> {
  machine.say("making a virtual environment with the pulumi package");
  return installAtomically(machine, environment, async (folder) => {
    const why = await step(machine, "python3", ["-m", "venv", folder]);
    return why ?? step(machine, path.join(folder, "bin/python3"), [...PIP_INSTALL, REQUIREMENTS]);
  });
}

async function step(machine: Machine, command: string, args: readonly string[]): Promise<string | undefined> {
  const finished = await withHeartbeat("installing Python packages", () =>
    machine.run(command, args, { timeoutMs: INSTALL_TIMEOUT_MS }),
  );
  if (finished.timedOut) return `not done after ${INSTALL_TIMEOUT_MS / 1_000} s`;
  return finished.exitCode === 0 ? undefined : lastLines(finished.output);
}
