import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as dynamicHost from "../../../sdk";
import * as pluginHost from "../../../sdk/plugin";
import { dynamicType, pluginType } from "../../../wire/type-tokens";
import { asked } from "../../support/context/registered";

const HOSTS = [
  { host: "dynamic", classes: dynamicHost, jobRun: dynamicType("JobRun") },
  { host: "plugin", classes: pluginHost, jobRun: pluginType("JobRun") },
];
const SCRIPT = "runPython: { uri: s3://bucket.test/a.py }";
const JOBS = `
jobs:
  tiles: { needs: [ingest], matrix: { day: [1, 2] }, ${SCRIPT} }
  ingest: { ${SCRIPT} }
`;

describe.each(HOSTS)("a JobSet of the $host host", ({ classes, jobRun }) => {
  let folder: string;
  const write = (text: string): void => fs.writeFileSync(path.join(folder, "a.yaml"), text);
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "wherobots-jobs-"));
    write(JOBS);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** What a program with this set asks the engine for, in the order of the names. */
  async function declared(opts?: () => pulumi.ComponentResourceOptions): Promise<RegisterResourceRequest[]> {
    const program = (): unknown => new classes.JobSet("nightly", { path: folder }, opts?.());
    const { registered } = await asked(program, undefined, "organization");
    return registered
      .filter((request) => request.getType() === jobRun)
      .sort((a, b) => (a.getName() < b.getName() ? -1 : 1));
  }

  const dependencies = (request: RegisterResourceRequest): string[] =>
    request.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? "");

  it("names its jobs by their keys, and starts each after those that it needs", async () => {
    const jobs = await declared();
    expect(jobs.map((job) => [job.getName(), dependencies(job)])).toEqual([
      ["nightly-ingest", []],
      ["nightly-tiles[day=1]", ["nightly-ingest"]],
      ["nightly-tiles[day=2]", ["nightly-ingest"]],
    ]);
  });

  it("hands on to its jobs what it depends on and whether it is protected", async () => {
    const jobs = await declared(() => {
      const first = new classes.RunCompletion("first", { runId: "r1" });
      return { dependsOn: first, protect: true };
    });
    expect(jobs.map((job) => job.getProtect())).toEqual([true, true, true]);
    expect(jobs.map((job) => dependencies(job).includes("first"))).toEqual([true, true, true]);
  });

  it("declares nothing where the files have mistakes, and names all of them in one error of Pulumi's kind", () => {
    write(`jobs:\n  a: { ${SCRIPT}, typo: 1 }\n  b: { needs: [c], ${SCRIPT} }\n`);
    const declare = (): unknown => new classes.JobSet("nightly", { path: folder });
    expect(declare).toThrow(pulumi.RunError);
    expect(declare).toThrow(/a\.yaml:2:\d+: typo is not a known key.*\n.*a\.yaml:3:\d+: .*c/);
  });

  it("takes no output for its path, since that decides which resources there are", () => {
    const path_ = pulumi.output("jobs") as unknown as string;
    expect(() => new classes.JobSet("nightly", { path: path_ })).toThrow("path must be plain text");
  });
});
