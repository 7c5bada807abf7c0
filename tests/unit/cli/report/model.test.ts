import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Report, ReportRun } from "../../../../cli/report/model";
import { readStackExport } from "../../../../cli/report/stack-export";
import type { Properties } from "../../../../provider/values";
import { activeInside } from "../../../support/inert-text";
import { exported, resource, run, SECRET, twelveRuns, urnOf } from "../../../support/report/stacks";
import { REPOSITORY } from "../../../support/repository";
import { hostileStack } from "./hostile";
import { reportFrom } from "./report-from";

const GOLDEN = path.join(REPOSITORY, "tests/state/golden");

it("tells of each run its status, what came before it, and what it is part of", () => {
  const report = reportFrom(twelveRuns());
  const names = new Map(report.resources.map(({ urn, name }) => [urn, name]));
  const needs = new Map(
    report.resources.map(({ urn, needs: of }) => [urn, of.map((need) => names.get(need))]),
  );
  const line = (each: ReportRun): string =>
    [
      each.group,
      each.name,
      each.status,
      each.verdict,
      each.attemptCount,
      needs.get(each.resource)?.join("+"),
    ].join(" ");
  expect(report.runs.map(line)).toEqual([
    "nightly import-osm COMPLETED succeeded 1 ",
    "nightly import-landsat COMPLETED succeeded 1 ",
    "nightly clean COMPLETED succeeded 1 import-landsat+import-osm",
    " statistics TIMED_OUT warned 1 import-osm",
    " tiles[north] COMPLETED succeeded 1 clean",
    " tiles[south] FAILED warned 1 clean",
    " tiles[west] COMPLETED succeeded 1 clean",
    " join FAILED failed 2 clean",
    " export CANCELLED cancelled 1 tiles",
    " publish RUNNING active 1 export",
    " review NOT_RUN notRun 0 publish",
    " tiles[east] NOT_RUN notRun 0 clean",
  ]);
  expect(report).toMatchObject({ project: "maps", stack: "dev", asOf: "2026-11-29T06:15:00.123Z" });
  expect(report.totals).toEqual({
    runs: 12,
    failed: 1,
    warned: 2,
    cancelled: 1,
    active: 1,
    notRun: 2,
    succeeded: 5,
    queuedSeconds: 275,
    // Of the run that goes on, until then.
    runningSeconds: 4282.123,
    usd: 2.942,
    spatialUnits: 9.848,
    withoutCost: 2,
    replaced: 0,
    pendingOperations: 0,
  });
});

const STATES = readdirSync(GOLDEN).flatMap((version) =>
  readdirSync(path.join(GOLDEN, version)).map((file) => path.join(version, file)),
);

it.each(STATES)("reads the state that an earlier version wrote: %s", (file) => {
  const state = JSON.parse(readFileSync(path.join(GOLDEN, file), "utf8")) as Properties & { noun: string };
  const stack = exported({ ...resource(state.noun, "job", {}), ...state });
  const { runs } = reportFrom(stack);
  const told = runs.map(({ status, failure, createTime }) => [
    status,
    failure !== undefined,
    createTime !== undefined,
  ]);
  const ended = ["FAILED", "TIMED_OUT", "CANCELLED"];
  expect(runs.length > 0).toBe(!state.noun.startsWith("Storage"));
  expect(told).toEqual(runs.map(({ status }) => [status, ended.includes(status), true]));
});

it.each(["deployment", "checkpoint"])("reads a %s", (form) => {
  const stack = exported(resource("JobRun", "tiles", run("COMPLETED", 0), { plugin: true }));
  const file = form === "deployment" ? stack : { version: 3, checkpoint: { latest: stack["deployment"] } };
  expect(reportFrom(file).runs).toMatchObject([
    { name: "tiles", runId: "01hz-0", runningSeconds: 300, usd: 0.3 },
  ]);
});

it("passes over components and files on the way from one job to the other", () => {
  const file = {
    urn: "urn:pulumi:dev::maps::aws:s3:Object::file",
    type: "aws:s3:Object",
    dependencies: [urnOf("a")],
  };
  const b = { ...resource("JobRun", "b", run("COMPLETED", 9)), propertyDependencies: { args: [file.urn] } };
  expect(reportFrom(exported(resource("JobRun", "a", run("COMPLETED", 0)), file, b)).resources).toMatchObject(
    [
      { name: "a", needs: [] },
      { name: "b", needs: [urnOf("a")] },
    ],
  );
});

it("counts a run once that a RunCompletion of the same stack follows, with what that saw last", () => {
  const started = run("RUNNING", 0);
  const ended = run("COMPLETED", 0);
  const report = reportFrom(
    exported(
      resource("JobRun", "tiles", started),
      resource("RunCompletion", "tiles-done", ended, { needs: [urnOf("tiles")] }),
      resource("JobRun", "next", run("COMPLETED", 900), { needs: [urnOf("tiles-done", "RunCompletion")] }),
    ),
  );
  expect(report.runs.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "tiles COMPLETED",
    "next COMPLETED",
  ]);
  expect(report.resources[1]?.needs).toEqual([urnOf("tiles")]);
});

it("says secret in place of a value that the state encrypts, or shows in clear", () => {
  const clear = { ...SECRET, ciphertext: undefined, plaintext: '"in clear"' };
  const outputs = run("FAILED", 0, {
    logTail: SECRET,
    runName: clear,
    effective: { region: SECRET, runtime: "tiny" },
  });
  const report = reportFrom(exported(resource("JobRun", "tiles", outputs)));
  expect(report.runs).toMatchObject([
    { logTail: ["secret"], runName: "secret", region: "secret", runtime: "tiny" },
  ]);
  expect(JSON.stringify(report)).not.toMatch(/hidden|in clear/);
});

it("has no text that does anything in a terminal, and no address that runs a script", () => {
  const report = reportFrom(hostileStack());
  const withoutUrns: Report = {
    ...report,
    resources: [],
    runs: report.runs.map((each) => ({ ...each, resource: "" })),
  };
  expect(activeInside(withoutUrns)).toEqual([]);
  const protocols = report.runs.flatMap(({ links }) => links.map(({ url }) => new URL(url).protocol));
  expect([...new Set(protocols)]).toEqual(["https:"]);
});

it.each([
  ["", "cannot read a stack from f: it is empty"],
  ["{", "cannot read a stack from f: it is not JSON"],
  [
    "[]",
    "f is not a stack: it has neither `deployment` nor `checkpoint`; write one with `pulumi stack export`",
  ],
])("says what is wrong with %j", (text, message) => {
  expect(() => readStackExport(text, "f")).toThrow(message);
});

it("docs/report.md names every field of the JSON", () => {
  const page = readFileSync(path.join(REPOSITORY, "docs/report.md"), "utf8");
  const { resources, runs, totals, ...head } = reportFrom(twelveRuns());
  const fields = [head, totals, ...resources, ...runs].flatMap((part) => Object.keys(part));
  expect([...new Set(fields)].filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
});
