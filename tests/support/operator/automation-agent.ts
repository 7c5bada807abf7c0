import fs from "node:fs/promises";
import path from "node:path";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import type { Agent, Outcome } from "./agent";
import type { Pod } from "./pod";

/** The agent's calls with the automation library of Node.js in place of Go's: both run the same commands. */
export async function automationAgent(pod: Pod, engineFolder: string): Promise<Agent> {
  // The library looks for the engine in `bin` of a folder.
  const root = `${pod.workDir}-engine`;
  await fs.mkdir(root, { recursive: true });
  await fs.symlink(engineFolder, path.join(root, "bin"));
  const pulumiCommand = await PulumiCommand.get({ root });
  const envVars = Object.fromEntries(
    Object.entries({ ...pod.env, ...pod.fileEnv }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const workspace = await LocalWorkspace.create({ workDir: pod.workDir, envVars, pulumiCommand });
  let stack: Stack | undefined;
  const selected = (): Stack => {
    if (!stack) throw new Error("no stack is selected");
    return stack;
  };
  return {
    install: () => workspace.install(),
    selectStack: async (name) => {
      stack = await Stack.createOrSelect(name, workspace);
    },
    up: (options) => outcome((onOutput) => selected().up({ ...defined(options), diff: true, onOutput })),
    destroy: (options) => outcome((onOutput) => selected().destroy({ ...defined(options), onOutput })),
    terminate: async () => {
      const pids = await pod.processes();
      const lines = await Promise.all(
        pids.map((pid) => fs.readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
      );
      const engines = pids.filter((_, index) => /^[^\0]*\/pulumi\0/.test(lines[index] ?? ""));
      if (engines.length === 0) throw new Error("Pulumi is not at work");
      for (const pid of engines) process.kill(pid, "SIGINT");
    },
  };
}

function defined<T extends object>(options: T): { [Name in keyof T]: NonNullable<T[Name]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]: NonNullable<T[Name]> };
}

async function outcome(work: (onOutput: (text: string) => void) => Promise<unknown>): Promise<Outcome> {
  let said = "";
  try {
    await work((text) => {
      said += text;
    });
    return { failed: false, said };
  } catch (error) {
    return { failed: true, said: `${said}\n${String(error)}` };
  }
}
