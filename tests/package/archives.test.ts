import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import { builtinModules } from "node:module";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { version } from "../../package.json";
import { licencesOf } from "../../scripts/licences";
import { describeUnless } from "../support/engine/describe-unless";
import { whyNoGo } from "../support/engine/generated-sdk";
import { makeArchives } from "../support/package/plugin-server";
import { expectWithinBudget } from "../support/package/size-budgets";
import { REPOSITORY } from "../support/repository";
import { itThorough } from "../support/thorough";

/** What only the emulator, the dynamic provider or the command needs. */
const FOREIGN = /^(typescript|ts-node|@npmcli\/|hono$|@hono\/|ajv|esbuild)/;

const SCRIPTED = ["darwin", "linux"];
const FILES = [
  "LICENSE",
  "plugin.cjs",
  "pulumi-resource-wherobots.cjs",
  "schema.json",
  "third-party-licences.txt",
];
const SCRIPTS = ["pulumi-resource-", "pulumi-resource-wherobots"];
/** Where a program for Windows says for which processor it is, and what it says. */
const MACHINE: Readonly<Record<string, number>> = { amd64: 0x8664, arm64: 0xaa64 };
/** Go compiles its standard library first, once for each processor. */
const COMPILE_MS = 300_000;

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

/** As `npm run archives` names them. */
function namesFor(systems: readonly string[]): string[] {
  const ends = systems.flatMap((system) => ["amd64", "arm64"].map((processor) => `${system}-${processor}`));
  return ends.map((end) => `pulumi-resource-wherobots-v${version}-${end}.tar.gz`);
}

/** Makes them again, elsewhere, in another time zone and language. */
async function expectSameBytesAgain(folder: string, systems: readonly string[]): Promise<void> {
  const again = path.join(folder, "again");
  await makeArchives(again, systems, {
    TZ: "Pacific/Auckland",
    LANG: "tr_TR.UTF-8",
    SOURCE_DATE_EPOCH: "1",
    GOFLAGS: "-race",
    GOAMD64: "v3",
  });
  for (const name of namesFor(systems)) {
    const [one, other] = [folder, again].map((place) => readFileSync(path.join(place, name)));
    expect(other?.equals(one ?? Buffer.alloc(0))).toBe(true);
  }
}

/** Whose files have modes, owners and times that are the same wherever they were made. */
function expectFiles(files: ReadonlyMap<string, Unpacked>, launchers: readonly string[]): void {
  expect([...files.keys()].sort()).toEqual([...FILES, ...launchers].sort());
  for (const [name, { mode, owner, seconds }] of files) {
    expect([name, mode]).toEqual([name, launchers.includes(name) ? 0o755 : 0o644]);
    expect([owner, seconds]).toEqual([[0, 0], Date.UTC(1980) / 1000]);
  }
}

function bytesIn(files: ReadonlyMap<string, Unpacked>): number {
  return [...files.values()].reduce((sum, { content }) => sum + content.length, 0);
}

describe("the archives of the plugin", () => {
  let root: string;
  const folder = (): string => path.join(root, "release");
  const archive = (system: string, processor = "amd64"): Buffer =>
    readFileSync(path.join(folder(), `pulumi-resource-wherobots-v${version}-${system}-${processor}.tar.gz`));
  beforeAll(async () => {
    root = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-archives-"));
    await makeArchives(folder(), SCRIPTED);
  });
  afterAll(() => fs.rm(root, { recursive: true, force: true }));

  it("are named as Pulumi asks for them, one for each system and processor", async () => {
    expect(await fs.readdir(folder())).toEqual(namesFor(SCRIPTED));
  });

  // rule: archive-content
  it("are the same bytes when made again, elsewhere, in another time zone and language", async () => {
    await expectSameBytesAgain(folder(), SCRIPTED);
  });

  // rule: archive-content
  it.each(SCRIPTED)("hold for %s the launcher, one bundle, the schema and the licences", (system) => {
    const files = unpack(archive(system));
    expectFiles(files, SCRIPTS);
    const own = [...SCRIPTS, "schema.json"].map((name) => [name, path.join("plugin", name)]);
    for (const [name = "", source = ""] of [...own, ["LICENSE", "LICENSE"]])
      expect(files.get(name)?.content.equals(readFileSync(path.join(REPOSITORY, source)))).toBe(true);
    expect(archive(system, "arm64").equals(archive(system))).toBe(true);
  });

  it("are unpacked by tar as they were meant", () => {
    const place = path.join(folder(), `pulumi-resource-wherobots-v${version}-linux-amd64.tar.gz`);
    const listed = execFileSync("tar", ["-tzf", place], { encoding: "utf8" });
    expect(listed.trim().split("\n")).toEqual([...unpack(archive("linux")).keys()]);
  });

  // rule: size
  it("stay within their budget", () => {
    expectWithinBudget("archive of the plugin", archive("linux").length);
    expectWithinBudget("archive of the plugin, unpacked", bytesIn(unpack(archive("linux"))));
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

describe("the archives for Windows", () => {
  describeUnless(whyNoGo(), "which take Go", () => {
    let folder: string;
    const archive = (processor: string): Buffer =>
      readFileSync(path.join(folder, `pulumi-resource-wherobots-v${version}-windows-${processor}.tar.gz`));
    beforeAll(async () => {
      folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-archives-"));
      await makeArchives(folder, ["windows"]);
    }, COMPILE_MS);
    afterAll(() => fs.rm(folder, { recursive: true, force: true }));

    // rule: archive-content
    it.each(["amd64", "arm64"])(
      "hold a launcher for %s that Windows starts, with Go's licence",
      (processor) => {
        const files = unpack(archive(processor));
        expectFiles(files, ["pulumi-resource-wherobots.exe"]);
        const program = files.get("pulumi-resource-wherobots.exe")?.content ?? Buffer.alloc(0);
        const header = program.readUInt32LE(0x3c);
        expect(program.toString("latin1", header, header + 4)).toBe("PE\0\0");
        expect(program.readUInt16LE(header + 4)).toBe(MACHINE[processor]);
        expect(files.get("third-party-licences.txt")?.content.toString()).toContain(
          `\n${"-".repeat(80)}\n\nGo\n\nCopyright 2009 The Go Authors.`,
        );
      },
    );

    // rule: archive-content
    itThorough(
      "are the same bytes when made again, whatever settings Go has",
      () => expectSameBytesAgain(folder, ["windows"]),
      COMPILE_MS,
    );

    // rule: size
    it("stay within their budget", () => {
      expectWithinBudget("archive of the plugin for Windows", archive("amd64").length);
      expectWithinBudget("archive of the plugin for Windows, unpacked", bytesIn(unpack(archive("amd64"))));
    });
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
