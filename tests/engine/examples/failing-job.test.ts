import { readFileSync } from "node:fs";
import path from "node:path";
import type { PlanRule } from "../../../emulator";
import { resourcesOf } from "../../harness/engine";
import { REPOSITORY } from "../../harness/project-folder";
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

/** The same that its README gives to `wherobots-emulator --plan-file`. */
const PLANS = JSON.parse(
  readFileSync(path.join(REPOSITORY, "examples", "failing-job", "plans.json"), "utf8"),
) as PlanRule[];

describe("examples/failing-job", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("failing-job", { plans: PLANS });
  });
  afterEach(() => example.dispose());

  const cleanBody = (args: string[]): unknown =>
    expect.objectContaining({
      name: automaticName("clean"),
      runPython: { uri: "s3://example-bucket/failing-job/clean.py", args },
    });

  it("fails with the reason, keeps the run, makes no dependents, and runs again once mended", async () => {
    const { emulator, stack, newRunRequests } = example;
    const failed = await stack.up(TYPE_CHECKED);
    expect(failed.exitCode).not.toBe(0);
    const runId = emulator.runs()[0]?.id ?? "";
    expect(failed.all).toMatch(new RegExp(`run ${runId} \\(clean-\\S+\\) failed`));
    expect(failed.all).toContain("| ValueError: 1 of 1 points have a latitude above 90");
    expect(failed.all).toContain(
      `The next \`pulumi up\` starts a new run. See ${emulator.url}/runs/${runId}`,
    );
    expect(failed.all).not.toContain("at Object.");
    expect(submissions(newRunRequests())).toEqual([cleanBody(["--fail"])]);
    const state = await stack.exportState();
    const clean = resource(state, "clean");
    expect(clean).toMatchObject({ id: runId, outputs: { status: "FAILED" } });
    expect(clean.outputs["logTail"]).toContain("ValueError: 1 of 1 points have a latitude above 90");
    expect(resourcesOf(state, "publish")).toEqual([]);

    const repeated = await stack.up({ withPreview: true });
    expect(repeated.exitCode).not.toBe(0);
    const [preview = "", update = ""] = repeated.all.split("Updating (dev)");
    expect(preview).toMatch(new RegExp(`new run due: .*${runId}.*FAILED`));
    expect(preview).toContain("replace");
    expect(update).toContain("| ValueError: 1 of 1 points have a latitude above 90");
    expect(submissions(newRunRequests())).toEqual([cleanBody(["--fail"])]);
    const secondRunId = emulator.runs()[1]?.id;
    expect(resource(await stack.exportState(), "clean")).toMatchObject({
      id: secondRunId,
      outputs: { status: "FAILED", attempts: [{ runId, status: "FAILED" }] },
    });

    await stack.setConfig("fail", "false");
    const mended = await stack.up();
    expectSuccess(mended);
    expect(mended.all).toContain("new run due: runPython.args changed");
    expect(submissions(newRunRequests())).toEqual([
      cleanBody([]),
      expect.objectContaining({ name: automaticName("publish") }),
    ]);
    const [cleanRun, publishRun] = emulator.runs().slice(2);
    expect(await stack.outputs()).toEqual({ cleanRunId: cleanRun?.id, publishRunId: publishRun?.id });
    expect(resource(await stack.exportState(), "clean").outputs).toMatchObject({ status: "COMPLETED" });

    const again = await stack.up();
    expectSuccess(again);
    expect(changes(again)).toEqual({ same: 3 });
    expectSuccess(await stack.destroy());
    expect(lines(newRunRequests())).toEqual([]);
  });
});
