import { mkdtempSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { cacheFolder } from "../../scripts/engine/cache-folder";
import { findPython } from "../../scripts/engine/python";
import { type Command, ended, executablesIn, machineIn } from "./fake-machine";

const HOST = ["pulumi-language-python", "pulumi-language-python-exec"];

describe("the search for what programs in Python need", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "python-finder-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const engine = () => ({ binFolder: path.join(root, "engine"), version: "3.259.0", source: "a test" });

  it("makes an environment and a language host once, the host beside the engine and not in it", async () => {
    const { machine, ran } = machineIn(root, {}, { python3: python, go: go(root) });
    const python1 = await findPython(engine(), machine);
    expect(python1).toEqual({ folders: [expect.stringMatching(/3\.11\.7\/bin$/), expect.any(String)] });
    expect(ran).toContainEqual(expect.stringMatching(/-m pip install .*--require-hashes/));
    for (const kind of ["python", "language-python"] as const)
      await expect(readdir(cacheFolder(machine, kind))).resolves.toEqual([expect.not.stringMatching(/^\./)]);
    ran.length = 0;
    await expect(findPython(engine(), machine)).resolves.toEqual(python1);
    expect(ran).toEqual(["python3 --version"]);
  });

  it("takes the language host that came with the engine", async () => {
    await executablesIn(engine().binFolder, HOST);
    const { machine } = machineIn(root, {}, { python3: python });
    await expect(findPython(engine(), machine)).resolves.toEqual({
      folders: [expect.stringContaining("3.11.7")],
    });
  });

  it.each([
    ["no Python", {}, "no python3 on PATH"],
    ["an old Python", { python3: ended("Python 3.9.2\n") }, "Python is 3.9.2, older than 3.10.0"],
    ["no packages", { python3: withoutPackages }, /no virtual environment .*: no matching distribution/],
    ["no Go", { python3: python }, "no Python language host: no Go to build it with"],
  ])("with %s says why, and it is no fault", async (_, commands: Record<string, Command>, why) => {
    const { machine } = machineIn(root, {}, commands);
    const found = await findPython(engine(), machine);
    expect("why" in found && found.why).toMatch(why);
  });

  it("a cache that cannot be written is a reason as well", async () => {
    const { machine } = machineIn(root, {}, { python3: python });
    const makeFolder = () => Promise.reject(new Error("read-only file system"));
    const sealed = { ...machine, files: { ...machine.files, makeFolder } };
    await expect(findPython(engine(), sealed)).resolves.toEqual({ why: "read-only file system" });
  });
});

/** Answers like `python3`, and leaves what an environment is known by. */
async function python(args: readonly string[]) {
  if (args[0] === "--version") return ended("Python 3.11.7\n");
  if (args[1] === "venv") await executablesIn(args[2] ?? "", ["bin/python3"]);
  return ended("");
}

function withoutPackages(args: readonly string[]) {
  if (args[1] === "pip") return { ...ended("no matching distribution"), exitCode: 1 };
  return python(args);
}

/** Answers like the `go` command. */
function go(root: string): Command {
  return async (args, env) => {
    if (args[0] === "version") return ended("go version go1.26.8 linux/amd64");
    if (args[0] === "install") await executablesIn(env["GOBIN"] ?? "", HOST.slice(0, 1));
    if (args[0] === "list") await executablesIn(path.join(root, "module", "python", "cmd"), HOST.slice(1));
    return ended(path.join(root, "module"));
  };
}
