import { mkdtempSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findEngine } from "../../scripts/engine";
import { installedEngine } from "../../scripts/engine/install";
import { type Finished, type Machine, thisMachine } from "../../scripts/engine/machine";

const PARTS = ["pulumi", "pulumi-language-nodejs", "pulumi-language-yaml", "pulumi-resource-pulumi-nodejs"];

type Command = Finished | ((args: readonly string[], env: Machine["env"]) => Promise<Finished>);
const ended = (stdout: string): Finished => ({ exitCode: 0, stdout, output: stdout, timedOut: false });
const absent: Finished = { exitCode: undefined, stdout: "", output: "no route to the host", timedOut: false };

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "engine-finder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The real file system below `root`; commands are answered by `commands`, and all others are not there. */
function machineIn(env: Machine["env"], commands: Record<string, Command> = {}): Machine {
  return {
    ...thisMachine(),
    env: { XDG_CACHE_HOME: path.join(root, "cache"), ...env },
    home: root,
    platform: "linux",
    say: () => undefined,
    run: async (command, _args, options) => {
      const answer = commands[command] ?? commands[path.basename(command)] ?? absent;
      return typeof answer === "function" ? answer(_args, { ...options.env }) : answer;
    },
  };
}

async function engineIn(folder: string, parts: readonly string[] = PARTS): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const part of parts) {
    await writeFile(path.join(folder, part), "#!/bin/sh\necho v3.259.0\n");
    await chmod(path.join(folder, part), 0o755);
  }
  return folder;
}

/** Answers like the `go` command, and leaves the binaries that a build would. */
const go: Command = async (args, env) => {
  if (args[0] === "version") return ended("go version go1.26.8 linux/amd64");
  if (args[0] === "install") await engineIn(env["GOBIN"] ?? "", PARTS.slice(0, 3));
  if (args[0] === "list") await engineIn(path.join(root, "module", "nodejs", "dist"), PARTS.slice(3));
  return ended(path.join(root, "module"));
};

/** Answers like the official installer, which leaves these parts. */
const installer = (parts: readonly string[]): Record<string, Command> => ({
  [process.execPath]: async (args) => {
    if (args[1] === "install") await engineIn(path.join(args[2] ?? "", "bin"), parts);
    return ended("");
  },
});

function cached(machine: Machine): Promise<string[]> {
  return readdir(path.dirname(installedEngine(machine).folder));
}

it("the engine is that of the setting, before all else, and a folder that lacks a part is an error", async () => {
  const folder = await engineIn(path.join(root, "chosen"));
  const machine = machineIn({
    PULUMI_WHEROBOTS_ENGINE: folder,
    PATH: await engineIn(path.join(root, "path")),
  });
  await expect(findEngine(machine)).resolves.toMatchObject({ binFolder: folder });
  rmSync(path.join(folder, "pulumi-language-yaml"));
  await expect(findEngine(machine)).rejects.toThrow("no pulumi-language-yaml");
});

it("the engine is that of PATH, also through a link into the folder of a package manager", async () => {
  const binFolder = await engineIn(path.join(root, "cellar"));
  await mkdir(path.join(root, "bin"));
  await symlink(path.join(binFolder, "pulumi"), path.join(root, "bin", "pulumi"));
  const machine = machineIn({ PATH: path.join(root, "bin") }, { pulumi: ended("v3.250.1\n") });
  await expect(findEngine(machine)).resolves.toEqual({ binFolder, version: "3.250.1", source: "PATH" });
});

it.each([
  ["too old", PARTS, "v3.215.9", /3\.215\.9, older than 3\.216\.0/],
  ["without its plugins", PARTS.slice(0, 1), "v3.259.0", /on PATH has no pulumi-language-nodejs/],
])("a pulumi on PATH that is %s is passed over, with the reason", async (_, parts, version, reason) => {
  const folder = await engineIn(path.join(root, "path"), parts);
  await expect(findEngine(machineIn({ PATH: folder }, { pulumi: ended(version) }))).rejects.toThrow(reason);
});

it("the engine is downloaded where it may be, and never taken incomplete; the next search finds it", async () => {
  const partial = machineIn({}, installer(PARTS.slice(1)));
  await expect(findEngine(partial)).rejects.toThrow(/came without pulumi\n/);
  await expect(cached(partial)).resolves.toEqual([]);
  const whole = machineIn({}, installer(PARTS));
  await expect(findEngine(whole)).resolves.toMatchObject({ source: "official download" });
  await expect(findEngine(machineIn({}))).resolves.toMatchObject({ source: "installed before" });
});

it("the engine is built from Go modules where the download is refused, two at once as well", async () => {
  const machine = machineIn({}, { go });
  const both = await Promise.all([findEngine(machine), findEngine(machine)]);
  expect(both.map(({ source }) => source)).toEqual(["built from Go modules", "built from Go modules"]);
  await expect(cached(machine)).resolves.toEqual([path.basename(installedEngine(machine).folder)]);
  // A copy that has lost a part is replaced.
  rmSync(path.join(installedEngine(machine).folder, "pulumi"));
  await expect(findEngine(machine)).resolves.toMatchObject({ source: "built from Go modules" });
});

it.each([
  ["no Go", absent, /no Go to build it with/],
  ["an old Go", ended("go version go1.24.4 linux/amd64"), /Go is 1\.24\.4, older than 1\.25\.0/],
])("a search with %s lists all it tried and what to install", async (_, old, reason) => {
  const search = findEngine(machineIn({}, { go: old }));
  await expect(search).rejects.toThrow(reason);
  await expect(search).rejects.toThrow(/no pulumi on PATH/);
  await expect(search).rejects.toThrow(/download failed: no route to the host/);
  await expect(search).rejects.toThrow(/install Pulumi .* install Go 1\.25\.0 or newer/s);
});
