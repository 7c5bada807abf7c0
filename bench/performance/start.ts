import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { HOSTS, type Host } from "../../tests/support/engine/fixture";
import { makeProject } from "../../tests/support/engine/project-folder";
import { REPOSITORY } from "../../tests/support/repository";
import type { Figures } from "./figures";

const PROCESSES = 15;
/** An engine that is not there: the connection to it is made, and never used. */
const ENGINE_ADDRESS = "127.0.0.1:9";
const PLUGIN = path.join(REPOSITORY, "plugin/pulumi-resource-wherobots");
/** The process of a dynamic provider has loaded these before it is given a provider's text. */
const LOADED_BY_PULUMI = ["@pulumi/pulumi", "@pulumi/pulumi/proto/provider_grpc_pb"];

/** What this package adds to the start of a program, and of each provider's process. */
export async function measureStart(figures: Figures, say: (line: string) => void): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-bench-start-"));
  try {
    // A project in which packages are found by name.
    await makeProject(folder, "start", "");
    for (let turn = 0; turn < PROCESSES; turn++) {
      for (const host of Object.keys(HOSTS) as Host[]) {
        const imported = await msOf(folder, `require("${HOSTS[host].module}")`);
        figures.add({ measure: "startImport", n: 0, contender: host }, imported);
      }
      const ready = await msOf(folder, `require("pulumi-wherobots/provider").host("JobRun")`);
      figures.add({ measure: "startHost", n: 0, contender: "dynamic" }, ready);
      figures.add({ measure: "startPort", n: 0, contender: "plugin" }, await msToPort());
    }
    say(`start: ${PROCESSES} processes of each kind`);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** Of one expression, in a new process that has loaded Pulumi. */
async function msOf(folder: string, expression: string): Promise<number> {
  const loaded = LOADED_BY_PULUMI.map((name) => `require(${JSON.stringify(name)});`).join("");
  const code = `${loaded}const began = performance.now();${expression};console.log(performance.now() - began);process.exit(0)`;
  // As the engine does it: the address is the argument after that of the script.
  const child = spawn(process.execPath, ["-e", code, "script", ENGINE_ADDRESS], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return Number(await firstLine(child));
}

async function msToPort(): Promise<number> {
  const beganMs = performance.now();
  const child = spawn(PLUGIN, [ENGINE_ADDRESS], { stdio: ["ignore", "pipe", "inherit"] });
  await firstLine(child);
  const tookMs = performance.now() - beganMs;
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return tookMs;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let said = "";
  child.stdout?.setEncoding("utf8");
  for await (const text of child.stdout ?? []) {
    said += String(text);
    if (said.includes("\n")) return said.trim();
  }
  throw new Error(
    `${child.spawnargs.join(" ")} ended with ${child.exitCode ?? "a signal"} and without a line`,
  );
}
