import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { buildTools, copyScript, TOOLS, whyNoGo } from "./go-source";
import type { Engine } from "./index";
import { cacheFolder, type Installation, installAtomically, isWhole } from "./install";
import type { Machine } from "./machine";
import { lastLines, thisMachine, withHeartbeat } from "./machine";
import { executablesMissing, isAtLeast, versionIn } from "./parts";
/** What programs in Python need besides an engine: folders for PATH, or why they cannot be run here. */
export type Python = { readonly folders: readonly string[] } | { readonly why: string };

/** Only tests run such programs, so that whatever fails here is a reason to leave them out and never a fault. */
export async function findPython(engine: Engine, machine: Machine = thisMachine()): Promise<Python> {
  if (machine.platform === "win32") return { why: "programs in Python are not tried on Windows" };
  try {
    return await findParts(machine, engine);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function findParts(machine: Machine, engine: Engine): Promise<Python> {
  const environment = await findVirtualEnvironment(machine);
  if ("why" in environment) return environment;
  const host = await findLanguageHost(machine, engine);
  if ("why" in host) return host;
  return { folders: [...environment.folders, ...host.folders] };
}

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

/** The host looks for the script that runs a program in its own folder. */
const PARTS = ["pulumi-language-python", "pulumi-language-python-exec"];
/** The version of `sdk/v3` that tools/language-python pins. */
const VERSION = "3.68.0";

/** The one that came with the engine; else one beside it, built once: an engine of somebody's own is left as it is. */
export async function findLanguageHost(machine: Machine, engine: Engine): Promise<Python> {
  if ((await executablesMissing(machine, engine.binFolder, PARTS)).length === 0) return { folders: [] };
  const host = builtHost(machine);
  const why = (await isWhole(host)) ? undefined : await build(machine, host);
  return why === undefined ? { folders: [host.folder] } : { why: `no Python language host: ${why}` };
}

function builtHost(machine: Machine): Installation {
  const version = `${VERSION}-${machine.platform}-${machine.arch}`;
  return {
    folder: path.join(cacheFolder(machine, "language-python"), version),
    missing: (folder) => executablesMissing(machine, folder, PARTS),
  };
}

async function build(machine: Machine, host: Installation): Promise<string | undefined> {
  const goMissing = await whyNoGo(machine);
  if (goMissing !== undefined) return goMissing;
  return installAtomically(machine, host, async (folder) => {
    const why = await buildTools(machine, "language-python", folder, "building the Python language host");
    return why ?? copyScript(machine, "language-python", "python/cmd/pulumi-language-python-exec", folder);
  });
}
