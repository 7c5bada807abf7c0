import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Machine, thisMachine } from "../../scripts/engine/machine";
import type { Finished } from "../../scripts/engine/run-command";

export type Command =
  | Finished
  | ((args: readonly string[], env: Record<string, string | undefined>) => Finished | Promise<Finished>);

/** The real file system below `root`; commands are answered by `commands`, and all others are not there. */
export function machineIn(root: string, env: Machine["env"], commands: Record<string, Command> = {}) {
  const said: string[] = [];
  const ran: string[] = [];
  const machine: Machine = {
    ...thisMachine(),
    env: { XDG_CACHE_HOME: path.join(root, "cache"), ...env },
    home: root,
    platform: "linux",
    say: (line) => said.push(line),
    run: async (command, args, options) => {
      ran.push([command, ...args].join(" "));
      const answer = commands[command] ?? commands[path.basename(command)];
      if (typeof answer === "function") return answer(args, { ...options.env });
      return answer ?? { exitCode: undefined, stdout: "", output: "no route to the host", timedOut: false };
    },
  };
  return { machine, said, ran };
}

export function ended(stdout: string): Finished {
  return { exitCode: 0, stdout, output: stdout, timedOut: false };
}

/** Leaves scripts of these names in a folder, which is made where it is not there. */
export async function executablesIn(folder: string, names: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "#!/bin/sh\necho v3.259.0\n");
    await chmod(file, 0o755);
  }
  return folder;
}
