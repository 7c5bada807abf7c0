import fs from "node:fs/promises";
import path from "node:path";
import type { EngineResult, EngineStack } from "../support/engine/engine";
import { ENGINE_FOLDER } from "../support/engine/engine-environment";
import {
  describeHostsThorough,
  expectExit,
  fixtureForAll,
  type Host,
  inHost,
  OK,
  programOf,
} from "../support/engine/fixture";
import { writeJobs } from "../support/engine/job-files";
import { REPOSITORY } from "../support/repository";

const PACKAGES = ["@pulumi/pulumi", "@pulumi/policy"];
/** A runtime without a language host, which a script of this name stands in for: not every host of Node.js runs packs. */
const RUNTIME = "test-nodejs";

/** What a typed policy of each class reads, in JavaScript, and what it finds in the program below. */
const CLASSES: Readonly<Record<string, { readonly reads: string; readonly finds: readonly string[] }>> = {
  JobRun: { reads: "runPython.uri", finds: [`tiles ${OK}`, `nightly-ingest ${OK}`, `nightly-report ${OK}`] },
  JobRunBatch: { reads: "runs.north.runPython.uri", finds: [`regions ${OK}`] },
  RunCompletion: { reads: "runId", finds: ["tiled abcdefghijklmn"] },
  StorageFile: { reads: "storage", finds: ["library team"] },
  StorageIntegration: { reads: "path", finds: ["store s3://tiles-bucket"] },
  JobSet: { reads: "path", finds: ["nightly jobs"] },
};

/** Every way in which a policy names a class, each against what the program below declares. */
const POLICIES = `
const { PolicyPack, validateResourceOfType, validateStackResourcesOfType } = require("@pulumi/policy");
const wherobots = require("pulumi-wherobots");
const { JobRun, Provider } = wherobots;
const ofResource = (name, enforcementLevel, validateResource) =>
  ({ name, description: name, enforcementLevel, validateResource });
const guards = (type, level, read) =>
  ofResource("guards-" + type.name, level, validateResourceOfType(type, (inputs, args, report) =>
    report("held " + type.name + " " + args.name + " " + read(inputs) + ".")));
new PolicyPack("guards", { policies: [
  ${Object.entries(CLASSES)
    .map(([name, { reads }]) => `guards(wherobots.${name}, "mandatory", (inputs) => inputs.${reads}),`)
    .join("\n  ")}
  ...(Provider ? [guards(Provider, "advisory", () => "")] : []),
  ofResource("as-type", "advisory", (args, report) => {
    const job = args.asType(JobRun);
    if (job) report("runs " + job.runPython.uri);
  }),
  {
    name: "of-stack",
    description: "of-stack",
    enforcementLevel: "mandatory",
    validateStack: validateStackResourcesOfType(JobRun, (jobs, args, report) => {
      if (jobs.length > 0) report("jobs in all: " + jobs.length);
    }),
  },
] });
`;

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const wherobots = require("pulumi-wherobots");
const run = { runPython: { uri: "${OK}" } };
new wherobots.JobRun("tiles", run);
new wherobots.RunCompletion("tiled", { runId: "abcdefghijklmn" });
new wherobots.JobRunBatch("regions", { runs: { north: run } });
new wherobots.StorageFile("library", { storage: "team", source: "SOURCE" });
new wherobots.StorageIntegration("store", { name: "store", path: "s3://tiles-bucket", roleArn: "arn:aws:iam::123456789012:role/tiles" });
new wherobots.JobSet("nightly", { path: "jobs" });
if (wherobots.Provider) new wherobots.Provider("emea", { apiKey: "wbk_of_nobody" });
`;

/** A file to store, as each host takes it. */
const SOURCES = { dynamic: '"./index.js"', plugin: 'new pulumi.asset.FileAsset("./index.js")' };
const JOB = { runPython: { uri: OK } };

/** What a pack needs beside its program. */
async function prepare(folder: string): Promise<void> {
  const modules = path.join(folder, "node_modules");
  await fs.mkdir(path.join(modules, "@pulumi"), { recursive: true });
  await fs.symlink(REPOSITORY, path.join(modules, "pulumi-wherobots"), "junction");
  for (const name of PACKAGES)
    await fs.symlink(path.join(REPOSITORY, "node_modules", name), path.join(modules, name), "junction");
  await fs.writeFile(path.join(folder, "PulumiPolicy.yaml"), `runtime: ${RUNTIME}\n`);
  const start = '#!/bin/sh\nexec node node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js "$@"\n';
  await fs.writeFile(path.join(folder, `pulumi-analyzer-policy-${RUNTIME}`), start, { mode: 0o755 });
}

async function writePack(folder: string, host: Host): Promise<void> {
  await prepare(folder);
  await fs.writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "guards", version: "0.0.1" }));
  await fs.writeFile(path.join(folder, "index.js"), inHost(host, POLICIES));
}

function pathWith(pack: string): { PATH: string } {
  return { PATH: [process.env[ENGINE_FOLDER], pack, process.env["PATH"]].join(path.delimiter) };
}

function previewWith(pack: string, stack: EngineStack): Promise<EngineResult> {
  return stack.preview({ args: ["--policy-pack", pack], env: pathWith(pack) });
}

function upWith(pack: string, stack: EngineStack): Promise<EngineResult> {
  return stack.up({ args: ["--policy-pack", pack], env: pathWith(pack) });
}

describeHostsThorough("typed policies in the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, PROGRAM.replace('"SOURCE"', SOURCES[host])));
  const found = Object.entries(CLASSES).flatMap(([type, { finds }]) =>
    finds.map((text) => `${type} ${text}`),
  );
  const heldIn = ({ all }: EngineResult): string[] => {
    const held = [...all.matchAll(/held (.+?)\.$/gm)].map(([, text = ""]) => text);
    return [...new Set(held)].filter((text) => !text.startsWith("Provider")).sort();
  };
  beforeAll(async () => {
    writeJobs(fixture, { "a.yaml": { ingest: JOB, report: { needs: ["ingest"], ...JOB } } });
    await writePack(path.join(fixture.stack.dir, "guards"), host);
  });

  // rule: policies
  it("meet the resources of their class with its properties, and the jobs of a set, one by one and in a stack", async () => {
    const preview = expectExit(
      await previewWith(path.join(fixture.stack.dir, "guards"), fixture.stack),
      "non-zero",
    );
    expect(heldIn(preview)).toEqual(found.sort());
    const providers = [...preview.all.matchAll(/held Provider (\S+)/g)].map(([, name]) => name);
    expect([...new Set(providers)].sort()).toEqual(host === "plugin" ? ["default", "emea"] : []);
    expect(preview.all).toContain(`runs ${OK}`);
    expect(preview.all).toContain("jobs in all: 3");
    expect(fixture.requests()).toEqual([]);
  });

  // rule: policies
  it("that refuse a run keep everything of it from being sent", async () => {
    const { stack } = fixture;
    const alone = `new (require("pulumi-wherobots").JobRun)("tiles", { runPython: { uri: "${OK}" } });`;
    stack.writeProgram(inHost(host, alone));
    const up = expectExit(await upWith(path.join(stack.dir, "guards"), stack), "non-zero");
    expect(heldIn(up)).toEqual([`JobRun tiles ${OK}`]);
    expect(fixture.requests()).toEqual([]);
  });
});

const JOBS = `
const wherobots = require("pulumi-wherobots");
const kept = { runtime: "small", version: "1.9.0", timeoutSeconds: 60, budget: { maxUsd: 1 } };
const job = (name, more, args = []) =>
  new wherobots.JobRun(name, { ...kept, ...more, runPython: { uri: "${OK}", args } });
job("kept", {}, ["--token-file", "s3://bucket/token"]);
job("unsized", { runtime: undefined });
job("large", { runtime: "x-large" });
job("endless", { timeoutSeconds: undefined });
job("unlimited", { budget: undefined });
job("unpinned", { version: undefined });
job("told", {}, ["--password", "hunter2"]);
new wherobots.JobRunBatch("batch", {
  budget: kept.budget,
  defaults: { runtime: "small", version: "1.9.0", timeoutSeconds: 60, runPython: { uri: "${OK}" } },
  runs: { north: {}, south: { runtime: "x-large", runPython: { args: ["AKIA" + "IOSFODNN7EXAMPLE"] } } },
});
`;

describeHostsThorough("the pack of examples/guard-rails, for jobs of the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, JOBS));

  // rule: policies
  it("names each job that breaks a rule, and no other", async () => {
    const pack = path.join(fixture.stack.dir, "guards");
    await fs.cp(path.join(REPOSITORY, "examples/guard-rails/guards"), pack, { recursive: true });
    await prepare(pack);
    const { all } = expectExit(await previewWith(pack, fixture.stack), "non-zero");
    const broken = [...all.matchAll(/\[mandatory\] +([\w-]+) +\(\S+: ([\w-]+)\)/g)];
    expect(broken.map(([, rule, name]) => `${name}: ${rule}`).sort()).toEqual([
      "batch: largest-runtime",
      "batch: no-credentials",
      "endless: timeout",
      "large: largest-runtime",
      "told: no-credentials",
      "unlimited: budget",
      "unpinned: pinned-version",
      "unsized: largest-runtime",
    ]);
    expect(all).toContain("run south: runtime must be one of micro, tiny, small, medium");
    expect(all).not.toContain("hunter2");
    expect(fixture.aboutRuns()).toEqual([]);
  });
});
