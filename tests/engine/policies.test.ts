import fs from "node:fs/promises";
import path from "node:path";
import type { EngineResult, EngineStack } from "../support/engine/engine";
import { ENGINE_FOLDER } from "../support/engine/engine-environment";
import {
  describeHosts,
  expectExit,
  fixtureForAll,
  type Host,
  inHost,
  OK,
  programOf,
} from "../support/engine/fixture";
import { REPOSITORY } from "../support/repository";

const PACKAGES = ["@pulumi/pulumi", "@pulumi/policy"];
/** A runtime without a language host, which a script of this name stands in for: not every host of Node.js runs packs. */
const RUNTIME = "test-nodejs";

/** Every way in which a policy names a class, each against what the program below declares. */
const POLICIES = `
const { PolicyPack, validateResourceOfType, validateStackResourcesOfType } = require("@pulumi/policy");
const wherobots = require("pulumi-wherobots");
const { JobRun, JobRunBatch, RunCompletion, Provider } = wherobots;
const ofResource = (name, validateResource) =>
  ({ name, description: name, enforcementLevel: "advisory", validateResource });
const guards = (type) =>
  ofResource("guards-" + type.name, validateResourceOfType(type, (inputs, args, report) => report("held " + args.name)));
new PolicyPack("guards", { policies: [
  ...[JobRun, JobRunBatch, RunCompletion, Provider].filter((type) => type !== undefined).map(guards),
  ofResource("as-type", (args, report) => {
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
const wherobots = require("pulumi-wherobots");
const run = { runPython: { uri: "${OK}" } };
const tiles = new wherobots.JobRun("tiles", run);
new wherobots.RunCompletion("tiled", { runId: tiles.runId });
new wherobots.JobRunBatch("regions", { runs: { north: run } });
if (wherobots.Provider) new wherobots.Provider("emea", { apiKey: "wbk_of_nobody" });
`;

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

function previewWith(pack: string, stack: EngineStack): Promise<EngineResult> {
  const env = { PATH: [process.env[ENGINE_FOLDER], pack, process.env["PATH"]].join(path.delimiter) };
  return stack.preview({ args: ["--policy-pack", pack], env });
}

describeHosts("typed policies in the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, PROGRAM));
  beforeAll(async () => {
    await writePack(path.join(fixture.stack.dir, "guards"), host);
  });

  // rule: policies
  it("meet the resources of their class, one by one and in a stack, before anything is sent", async () => {
    const pack = path.join(fixture.stack.dir, "guards");
    const preview = expectExit(await previewWith(pack, fixture.stack), "non-zero");
    const held = [...preview.all.matchAll(/held (\S+)/g)].map(([, name]) => name);
    const providers = host === "plugin" ? ["default", "emea"] : [];
    expect([...new Set(held)].sort()).toEqual([...providers, "regions", "tiled", "tiles"]);
    expect(preview.all).toContain(`runs ${OK}`);
    expect(preview.all).toContain("jobs in all: 1");
    expect(fixture.aboutRuns()).toEqual([]);
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

describeHosts("the pack of examples/guard-rails, for jobs of the %s host", (host) => {
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
