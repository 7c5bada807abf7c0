import { declarationsOf } from "../../../provider/job-files/declarations";
import { type JobDefinition, type Need, Template } from "../../../provider/job-files/definition";

const AT = { file: "jobs/a.yaml", line: 1, column: 1 };
const INPUTS = { runPython: { uri: "s3://bucket.test/a.py" }, logs: { tailLines: 5 } };

function needing(...jobs: string[]): Need[] {
  return jobs.map((job) => ({ ...AT, job, rerun: "onlyIfChanged" }));
}

function job(key: string, more: Partial<JobDefinition> = {}): JobDefinition {
  return { ...AT, key, inputs: INPUTS, needs: [], ...more };
}

/** Combinations of a matrix. */
function matrix(name: string, isBatch: boolean, needs: Need[] = []): JobDefinition[] {
  return ["day=1", "day=2"].map((key) =>
    job(`${name}[${key}]`, { combination: { job: name, key, isBatch }, needs }),
  );
}

const runId = (key: string): Template => new Template([{ kind: "output", job: key, path: ["runId"] }]);

describe("what a set declares", () => {
  it.each([
    [false, "JobRun", ["tiles[day=1]", "tiles[day=2]"]],
    [true, "JobRunBatch", ["tiles"]],
  ])(
    "is a run for each combination, or a batch of all, and who needs them needs all (%s)",
    (isBatch, resource, names) => {
      const declared = declarationsOf([
        ...matrix("tiles", isBatch),
        job("last", { needs: needing("tiles") }),
      ]);
      expect(declared.map(({ name }) => name)).toEqual([...names, "last"]);
      expect(declared[0]?.resource).toBe(resource);
      expect(declared.at(-1)?.needs).toEqual(names);
    },
  );

  it("has in a batch what is of one run at its key, and the rest once", () => {
    const [batch] = declarationsOf(matrix("tiles", true));
    const { runPython, logs } = INPUTS;
    expect(batch?.args).toEqual({ logs, runs: { "day=1": { runPython }, "day=2": { runPython } } });
    expect(batch?.records.get("tiles[day=2]")).toEqual(["results", "day=2"]);
  });

  it.each([
    [false, [runId("tiles[day=1]"), runId("tiles[day=2]")]],
    [true, [runId("tiles[day=1]"), runId("tiles[day=2]")]],
  ])(
    "runs again after each new run of a job that it always follows, and keeps its own triggers (%s)",
    (isBatch, ids) => {
      const needs = needing("tiles").map((need) => ({ ...need, rerun: "always" as const }));
      const last = job("last", { needs, inputs: { ...INPUTS, triggers: { release: 7 } } });
      expect(declarationsOf([...matrix("tiles", isBatch), last]).at(-1)?.args["triggers"]).toEqual({
        release: 7,
        "needs.tiles": ids,
      });
    },
  );
});
