import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findEngine } from "../../scripts/engine";
import { installedEngine } from "../../scripts/engine/installed-engine";
import type { Machine } from "../../scripts/engine/machine";
import { ENGINE_VERSION } from "../../scripts/engine/parts";
import { type Command, ended, executablesIn, machineIn } from "./fake-machine";

const PARTS = ["pulumi", "pulumi-language-nodejs", "pulumi-language-yaml", "pulumi-resource-pulumi-nodejs"];

describe("the search for an engine", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "engine-finder-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("takes the folder that the setting names, before all else", async () => {
    const folder = await engineIn(path.join(root, "chosen"));
    await engineIn(path.join(root, "path"));
    const { machine, said } = machineIn(root, {
      PULUMI_WHEROBOTS_ENGINE: folder,
      PATH: path.join(root, "path"),
    });
    await expect(findEngine(machine)).resolves.toMatchObject({
      binFolder: folder,
      source: "PULUMI_WHEROBOTS_ENGINE",
    });
    expect(said).toEqual([expect.stringContaining(folder)]);
  });

  it("says what a folder that is set lacks, and looks nowhere else", async () => {
    const folder = await engineIn(path.join(root, "chosen"), PARTS.slice(0, 2));
    const { machine } = machineIn(root, { PULUMI_WHEROBOTS_ENGINE: folder });
    await expect(findEngine(machine)).rejects.toThrow(
      /no pulumi-language-yaml, no pulumi-resource-pulumi-nodejs/,
    );
  });

  it("takes pulumi from PATH, also through a link into the folder of a package manager", async () => {
    const folder = await engineIn(path.join(root, "cellar"));
    await mkdir(path.join(root, "bin"));
    await symlink(path.join(folder, "pulumi"), path.join(root, "bin", "pulumi"));
    const { machine } = machineIn(root, { PATH: path.join(root, "bin") }, { pulumi: ended("v3.250.1\n") });
    await expect(findEngine(machine)).resolves.toMatchObject({
      binFolder: folder,
      version: "3.250.1",
      source: "PATH",
    });
  });

  it.each([
    ["too old", PARTS, "v3.215.9", /3\.215\.9, older than 3\.216\.0/],
    ["without its plugins", PARTS.slice(0, 1), "v3.259.0", /on PATH has no pulumi-language-nodejs/],
  ])("passes over a pulumi on PATH that is %s, and says so", async (_, parts, version, reason) => {
    const folder = await engineIn(path.join(root, "path"), parts);
    const { machine } = machineIn(root, { PATH: folder }, { pulumi: ended(version) });
    await expect(findEngine(machine)).rejects.toThrow(reason);
  });

  it("takes a copy installed before without running anything", async () => {
    const { machine, ran } = machineIn(root, {});
    const folder = await engineIn(installedEngine(machine).folder);
    await expect(findEngine(machine)).resolves.toEqual({
      binFolder: folder,
      version: ENGINE_VERSION,
      source: "installed before",
    });
    expect(ran).toEqual([]);
  });

  it("downloads where it may, and takes nothing that came incomplete", async () => {
    const install = (parts: string[]) => async (args: readonly string[]) => {
      if (args[1] === "install") await engineIn(path.join(args[2] ?? "", "bin"), parts);
      return ended("");
    };
    const partial = machineIn(root, {}, { [process.execPath]: install(PARTS.slice(1)) });
    await expect(findEngine(partial.machine)).rejects.toThrow(/came without pulumi\n/);
    await expect(cached(partial.machine)).resolves.toEqual([]);
    const whole = machineIn(root, {}, { [process.execPath]: install(PARTS) });
    await expect(findEngine(whole.machine)).resolves.toMatchObject({ source: "official download" });
    await expect(cached(whole.machine)).resolves.toEqual([
      path.basename(installedEngine(whole.machine).folder),
    ]);
  });

  it("builds from Go modules where the download is refused, two at once as well", async () => {
    const { machine } = machineIn(root, {}, { go: goBuild(root) });
    const both = await Promise.all([findEngine(machine), findEngine(machine)]);
    expect(both.map(({ source }) => source)).toEqual(["built from Go modules", "built from Go modules"]);
    await expect(cached(machine)).resolves.toEqual([path.basename(installedEngine(machine).folder)]);
  });

  it("puts a whole engine in the place of one that lost a part", async () => {
    const { machine } = machineIn(root, {}, { go: goBuild(root) });
    await engineIn(installedEngine(machine).folder, PARTS.slice(0, 3));
    await expect(findEngine(machine)).resolves.toMatchObject({ source: "built from Go modules" });
  });

  it.each([
    ["no Go", { ...ended(""), exitCode: undefined }, /no Go to build it with/],
    ["an old Go", ended("go version go1.24.4 linux/amd64"), /Go is 1\.24\.4, older than 1\.25\.0/],
  ])("with %s lists all it tried and what to install", async (_, go, reason) => {
    const { machine } = machineIn(root, {}, { go });
    const search = findEngine(machine);
    await expect(search).rejects.toThrow(reason);
    await expect(search).rejects.toThrow(/no pulumi on PATH/);
    await expect(search).rejects.toThrow(/download failed: no route to the host/);
    await expect(search).rejects.toThrow(/install Pulumi .* install Go 1\.25\.0 or newer/s);
  });
});

/** Answers like the `go` command, and leaves the binaries that a build would. */
function goBuild(root: string): Command {
  return async (args, env) => {
    if (args[0] === "version") return ended("go version go1.26.8 linux/amd64");
    if (args[0] === "install") await engineIn(env["GOBIN"] ?? "", PARTS.slice(0, 3));
    if (args[0] === "list") await engineIn(path.join(root, "module", "nodejs", "dist"), PARTS.slice(3));
    return ended(path.join(root, "module"));
  };
}

function engineIn(folder: string, parts: readonly string[] = PARTS): Promise<string> {
  return executablesIn(folder, parts);
}

function cached(machine: Machine): Promise<string[]> {
  return readdir(path.dirname(installedEngine(machine).folder));
}
