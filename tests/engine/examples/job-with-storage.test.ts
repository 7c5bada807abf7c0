import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { resourcesOf } from "../../harness/engine";
import {
  automaticName,
  changes,
  type ExampleStack,
  expectSuccess,
  lines,
  openExample,
  resource,
  submissions,
  TYPE_CHECKED,
} from "./example-stack";

describe("examples/job-with-storage", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("job-with-storage");
  });
  afterEach(() => example.dispose());

  const inBucket = (key: string): string => path.join(example.stack.dir, "bucket", key);
  const report = (): unknown => JSON.parse(readFileSync(inBucket("reports/cells.json"), "utf8"));

  it("runs a job again exactly when its script changed, and reports on the run", async () => {
    const { stack, newRunRequests } = example;
    const up = await stack.up(TYPE_CHECKED);
    expectSuccess(up);
    expect(changes(up)).toEqual({ create: 5 });
    const requests = newRunRequests();
    const cellsBody = {
      name: automaticName("cells"),
      runtime: "tiny",
      runPython: { uri: "s3://example-bucket/jobs/job.py", args: ["--points", "100000"] },
    };
    expect(submissions(requests)).toHaveLength(2);
    expect(submissions(requests)).toContainEqual(expect.objectContaining(cellsBody));
    expect(submissions(requests)).toContainEqual(
      expect.objectContaining({
        name: automaticName("check"),
        runPython: { uri: "s3://example-bucket/jobs/check.py", args: [] },
      }),
    );

    const state = await stack.exportState();
    const cells = resource(state, "cells");
    expect(await stack.outputs()).toEqual({ runId: cells.id, status: "COMPLETED" });
    expect(report()).toEqual({ run: cells.id, status: "COMPLETED", timing: cells.outputs["timing"] });
    expect(readFileSync(inBucket("jobs/job.py"), "utf8")).toContain("SedonaContext");
    // The run must not start before the script is there.
    expect(resourcesOf(state, "cells")[0]?.["dependencies"]).toEqual([expect.stringMatching(/::script$/)]);

    const again = await stack.up();
    expectSuccess(again);
    expect(changes(again)).toEqual({ same: 5 });
    expect(lines(newRunRequests())).toEqual([]);

    appendFileSync(path.join(stack.dir, "job.py"), "# more\n");
    const preview = await stack.preview();
    expectSuccess(preview);
    expect(preview.all).toContain("new run due: triggers (script) changed");
    expect(changes(preview)).toEqual({ same: 2, update: 2, replace: 1 });
    expect(lines(newRunRequests())).toEqual([]);

    const changed = await stack.up();
    expectSuccess(changed);
    expect(changes(changed)).toEqual({ same: 2, update: 2, replace: 1 });
    expect(submissions(newRunRequests())).toEqual([expect.objectContaining(cellsBody)]);
    const after = await stack.exportState();
    expect(resource(after, "cells").id).not.toBe(cells.id);
    expect(resource(after, "check").id).toBe(resource(state, "check").id);
    expect(report()).toMatchObject({ run: resource(after, "cells").id, status: "COMPLETED" });
    expect(readFileSync(inBucket("jobs/job.py"), "utf8")).toMatch(/# more\n$/);

    expectSuccess(await stack.destroy());
    expect(lines(newRunRequests())).toEqual([]);
    expect(existsSync(inBucket("jobs/job.py"))).toBe(false);
  });
});
