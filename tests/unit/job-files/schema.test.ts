import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { INPUT_NAMES, JOB_KEYS } from "../../../provider/job-files/job-file";
import schema from "../../../schemas/job-file.schema.json";

const GOOD = path.join(__dirname, "good");
const BROKEN = path.join(__dirname, "broken");
const isValid = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

function problemsOf(file: string): unknown {
  isValid(parse(readFileSync(file, "utf8"), { merge: true }));
  return isValid.errors ?? [];
}

const jobFiles = readdirSync(GOOD).filter((name) => /^\w.*\.(ya?ml|json)$/.test(name));

it("the folder of good files has some", () => {
  expect(jobFiles.length).toBeGreaterThan(2);
});

it.each(jobFiles)("an editor finds nothing wrong in %s", (name) => {
  expect(problemsOf(path.join(GOOD, name))).toEqual([]);
});

it("an editor knows every key of a job", () => {
  const { properties } = schema.properties.jobs.additionalProperties;
  expect(Object.keys(properties).sort()).toEqual([...Object.keys(JOB_KEYS), ...INPUT_NAMES].sort());
});

it.each([
  ...["unknown-key", "unknown-nested-key", "internal-key", "schedule", "depends-on", "unknown-top-key"],
  ...["no-jobs", "empty-jobs", "jobs-is-a-list", "job-is-text", "job-name", "unknown-default"],
  ...["text-for-number", "list-for-text", "text-for-list", "mapping-in-args", "unknown-choice"],
  ...["script-is-a-list", "reference-for-number", "needs-is-a-number", "need-without-job", "need-rerun"],
  ...["need-unknown-key", "matrix-is-a-list", "matrix-value", "matrix-empty-list", "include-of-text"],
  "batch-is-text",
])("an editor shows the mistake of %s", (name) => {
  expect(problemsOf(path.join(BROKEN, `${name}.yaml`))).not.toEqual([]);
});
