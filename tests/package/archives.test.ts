import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import { builtinModules } from "node:module";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { version } from "../../package.json";
import { licencesOf } from "../../scripts/licences";
import { makeArchives } from "../support/package/plugin-server";
import { REPOSITORY } from "../support/repository";

/** What somebody downloads, and what lies on the disk then. 822 kB and 4.0 MB when this was written. */
const BUDGET = { archive: 1_000_000, installed: 4_600_000 };
/** What only the emulator, the dynamic provider or the command needs. */
const FOREIGN = /^(typescript|ts-node|@npmcli\/|hono$|@hono\/|ajv|esbuild)/;

const SYSTEMS = ["darwin", "linux", "windows"];
const FILES = [
  "LICENSE",
  "plugin.cjs",
  "pulumi-resource-wherobots.cjs",
  "schema.json",
  "third-party-licences.txt",
];
const LAUNCHERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["pulumi-resource-", "pulumi-resource-wherobots"],
  linux: ["pulumi-resource-", "pulumi-resource-wherobots"],
  windows: ["pulumi-resource-wherobots.cmd"],
};

interface Unpacked {
  readonly mode: number;
  readonly owner: readonly [user: number, group: number];
  readonly seconds: number;
  readonly content: Buffer;
}

/** The files of a `.tar.gz`, read by the rules of ustar and not by the code that wrote it. */
function unpack(archive: Buffer): Map<string, Unpacked> {
  const tar = gunzipSync(archive);
  const files = new Map<string, Unpacked>();
  for (let at = 0; tar[at] !== 0; ) {
    const text = (from: number, length: number): string =>
      tar.toString("utf8", at + from, at + from + length).replace(/[\0 ].*$/s, "");
    const number = (from: number, length: number): number => Number.parseInt(text(from, length), 8);
    const size = number(124, 12);
    const content = tar.subarray(at + 512, at + 512 + size);
    const owner = [number(108, 8), number(116, 8)] as const;
    files.set(text(0, 100), { mode: number(100, 8), owner, seconds: number(136, 12), content });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

describe("the archives of the plugin", () => {
  let root: string;
  const folder = (): string => path.join(root, "release");
  const archive = (system: string, processor = "amd64"): Buffer =>
    readFileSync(path.join(folder(), `pulumi-resource-wherobots-v${version}-${system}-${processor}.tar.gz`));
  beforeAll(async () => {
    root = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-archives-"));
    await makeArchives(folder());
  });
  afterAll(() => fs.rm(root, { recursive: true, force: true }));

  it("are named as Pulumi asks for them, one for each system and processor", async () => {
    const names = SYSTEMS.flatMap((system) =>
      ["amd64", "arm64"].map((processor) => `${system}-${processor}`),
    );
    const expected = names.map((name) => `pulumi-resource-wherobots-v${version}-${name}.tar.gz`);
    expect(await fs.readdir(folder())).toEqual(expected);
  });

  // rule: archive-content
  it("are the same bytes when made again, elsewhere, in another time zone and language", async () => {
    const again = path.join(root, "again");
    await makeArchives(again, { TZ: "Pacific/Auckland", LANG: "tr_TR.UTF-8", SOURCE_DATE_EPOCH: "1" });
    for (const name of await fs.readdir(folder())) {
      const [one, other] = [folder(), again].map((place) => readFileSync(path.join(place, name)));
      expect(other?.equals(one ?? Buffer.alloc(0))).toBe(true);
    }
  });

  // rule: archive-content
  it.each(SYSTEMS)("hold for %s the launcher, one bundle, the schema and the licences", (system) => {
    const files = unpack(archive(system));
    const launchers = LAUNCHERS[system] ?? [];
    expect([...files.keys()].sort()).toEqual([...FILES, ...launchers].sort());
    for (const [name, { mode, owner, seconds }] of files) {
      expect([name, mode]).toEqual([name, launchers.includes(name) ? 0o755 : 0o644]);
      expect([owner, seconds]).toEqual([[0, 0], Date.UTC(1980) / 1000]);
    }
    const own = [...launchers, "schema.json"].map((name) => [name, path.join("plugin", name)]);
    for (const [name = "", source = ""] of [...own, ["LICENSE", "LICENSE"]])
      expect(files.get(name)?.content.equals(readFileSync(path.join(REPOSITORY, source)))).toBe(true);
    expect(archive(system, "arm64").equals(archive(system))).toBe(true);
  });

  it("are unpacked by tar as they were meant", () => {
    const place = path.join(folder(), `pulumi-resource-wherobots-v${version}-linux-amd64.tar.gz`);
    const listed = execFileSync("tar", ["-tzf", place], { encoding: "utf8" });
    expect(listed.trim().split("\n")).toEqual([...unpack(archive("linux")).keys()]);
  });

  it("stay within their budget", () => {
    for (const system of SYSTEMS) {
      const installed = [...unpack(archive(system)).values()].reduce(
        (sum, { content }) => sum + content.length,
        0,
      );
      expect(archive(system).length).toBeLessThan(BUDGET.archive);
      expect(installed).toBeLessThan(BUDGET.installed);
    }
  });

  it("require nothing but Node, and repeat the licence of each package that they contain", () => {
    const files = unpack(archive("linux"));
    const text = (name: string): string => files.get(name)?.content.toString() ?? "";
    const required = [...text("plugin.cjs").matchAll(/\brequire\("([\w@./:-]+)"\)/g)].map(
      ([, name = ""]) => name,
    );
    expect(required.length).toBeGreaterThan(10);
    const foreign = required.filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
    expect(foreign).toEqual([]);
    const licences = text("third-party-licences.txt").split(/^-{80}$/m);
    const names = licences.map((licence) => licence.trim().split("\n")[0] ?? "");
    expect(names).toEqual(
      expect.arrayContaining(["@grpc/grpc-js", "@pulumi/pulumi", "undici", "yaml", "zod"]),
    );
    expect(names.filter((name) => FOREIGN.test(name))).toEqual([]);
    expect(licences.filter((licence) => !/licen[cs]e|permission|copyright/i.test(licence))).toEqual([]);
  });
});

describe("the licences of a bundle", () => {
  it("fail it where a package has none", async () => {
    const root = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-licences-"));
    try {
      const bare = path.join(root, "node_modules/@scope/bare");
      await fs.mkdir(bare, { recursive: true });
      const files = ["node_modules/@scope/bare/index.js"];
      expect(() => licencesOf(root, files)).toThrow("@scope/bare is part of a bundle, and has no licence");
      await fs.writeFile(path.join(bare, "LICENSE.md"), "Use it.");
      await fs.writeFile(path.join(bare, "NOTICE"), "Made by somebody.");
      expect(licencesOf(root, files)).toBe("@scope/bare\n\nUse it.\nMade by somebody.");
    } finally {
      await fs.rm(root, { recursive: true });
    }
  });
});
