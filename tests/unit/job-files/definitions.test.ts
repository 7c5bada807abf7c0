import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadJobFiles, Template } from "../../../provider/job-files";
import type { JobDefinition } from "../../../provider/job-files/definition";
import { ASSET_SIGNATURE, SIGNATURE_KEY } from "../../../wire/pulumi-values";

const GOOD = path.join(__dirname, "good");
const ENV = { CITY: "Köln ${config.x}" };
const { jobs, problems } = loadJobFiles(GOOD, { env: ENV });

function jobOf(key: string): JobDefinition {
  const job = jobs.find((one) => one.key === key);
  if (!job) throw new Error(`no job ${key} among ${jobs.map((one) => one.key).join(" ")}`);
  return job;
}

/** A file of its own, that is gone afterwards. */
function loadText(text: string, name = "a.yaml") {
  const folder = mkdtempSync(path.join(tmpdir(), "job-files-"));
  try {
    writeFileSync(path.join(folder, name), text);
    return loadJobFiles(folder, { env: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it("a folder without mistakes has no problems, and what is hidden in it is not read", () => {
  expect(problems).toEqual([]);
});

it("each job comes after those that it needs, whatever files they stand in", () => {
  const names = [...new Set(jobs.map(({ key, combination }) => combination?.job ?? key))];
  expect(names).toEqual(["many", "last", "ingest", "tiles", "report", "literal"]);
});

it("a matrix has its combinations by the rules of exclude and include", () => {
  const keys = jobs.flatMap(({ key, combination }) => (combination?.job === "tiles" ? key : []));
  expect(keys).toEqual([
    "tiles[country=de,size=1]",
    "tiles[country=de,size=2]",
    "tiles[country=fr,size=1]",
    "tiles[country=it,size=3]",
  ]);
});

it("a job has the defaults of its file, mappings merged, and numbers of texts as they are written", () => {
  expect(jobOf("tiles[country=de,size=2]").inputs).toEqual({
    region: "aws-us-west-2",
    timeoutSeconds: 60,
    environment: { sparkConfigs: { "spark.a": "1", "spark.b": "2", "spark.c": "true" } },
    runPython: {
      script: { [SIGNATURE_KEY]: ASSET_SIGNATURE, path: path.join(GOOD, "tiles.py") },
      args: ["--country", "de", "--size", "2", "--zoom", "0", "2.10"],
    },
  });
  expect(jobOf("literal").inputs).toMatchObject({ version: "2.10" });
  expect(jobOf("literal").inputs).not.toHaveProperty("runtime");
});

it("$${ is the characters themselves, and what a variable holds is not read as a reference", () => {
  expect(jobOf("literal").inputs).toMatchObject({ runPython: { args: ["${HOME}", `a ${ENV.CITY} b`] } });
});

it("settings, secrets and outputs stay references with their names", () => {
  expect(jobOf("report").inputs).toEqual({
    runJar: {
      uri: new Template(["s3://bucket.test/", { kind: "config", name: "acme:version" }, ".jar"]),
      args: [
        new Template([{ kind: "secret", name: "token" }]),
        new Template([{ kind: "output", job: "ingest", path: ["kubeApp", "status"] }]),
      ],
    },
  });
});

it("a job needs those that it names and those whose outputs it uses", () => {
  const needs = jobOf("report").needs.map(({ job, rerun }) => [job, rerun]);
  expect(needs).toEqual([
    ["ingest", "onlyIfChanged"],
    ["tiles", "always"],
  ]);
});

it("more than 20 combinations are a batch, which leaves out what only a run says", () => {
  const many = jobs.filter(({ combination }) => combination?.job === "many");
  expect(many).toHaveLength(21);
  expect(many.every(({ combination }) => combination?.isBatch)).toBe(true);
  expect(many[20]).toMatchObject({ key: "many[day=21]", inputs: { runPython: { args: ["21"] } } });
  expect(many[20]?.inputs).not.toHaveProperty("onFailure");
});

const NO_PROGRAM = { line: 2, column: 3 };

it.each([
  ["CRLF", "jobs:\r\n  a:\r\n    runtime: tiny\r\n"],
  ["a byte order mark", "\ufeffjobs:\n  a:\n    runtime: tiny\n"],
  ["a comment above", "jobs:\n  a: # here\n    runtime: tiny\n"],
])("places are right in a file with %s", (_, text) => {
  expect(loadText(text).problems).toEqual([expect.objectContaining(NO_PROGRAM)]);
});

it("the keys of a matrix do not depend on the order of its names", () => {
  const of = (matrix: string) =>
    loadText(`jobs:\n  a: { runPython: { uri: s3://b.test/a.py }, matrix: ${matrix} }`).jobs.map(
      ({ key }) => key,
    );
  expect(of("{ x: [1], y: [2] }")).toEqual(of("{ y: [2], x: [1] }"));
});

it("the values of a secret that was written into a file are in no message", () => {
  const text = 'jobs:\n  a:\n    runPython: { uri: s3://b.test/a.py, args: ["--password=correct-horse"] }\n';
  const [problem] = loadText(text).problems;
  expect(problem?.message).toContain("looks like a secret");
  expect(problem?.message).not.toContain("horse");
});
