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

describe("examples/long-run", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("long-run", {
      plans: [{ match: { name: "tiling-*" }, plan: { pendingMs: 100, neverEnds: true } }],
    });
  });
  afterEach(() => example.dispose());

  it("has the run's id at once, waits for its end elsewhere, and only then goes on", async () => {
    const { emulator, stack, newRunRequests } = example;
    const running = stack.start(["up", "--yes", "--skip-preview"], TYPE_CHECKED);
    await running.waitForOutput(/JobRun tiling created/);
    await running.waitForOutput(/RunCompletion tiled creating .*following run/);
    const tilingBody = {
      name: automaticName("tiling"),
      runtime: "medium",
      timeoutSeconds: 6 * 3600,
      runPython: { uri: "s3://example-bucket/long-run/tiling.py", args: ["--max-zoom", "14"] },
    };
    // The resource is there and its run is not over; what needs its end has not begun.
    expect(submissions(newRunRequests())).toEqual([expect.objectContaining(tilingBody)]);
    const tilingRunId = emulator.runs()[0]?.id ?? "";
    expect(emulator.runs()).toMatchObject([{ completeTime: null }]);

    emulator.finish(tilingRunId);
    const up = await running.wait();
    expect({ exitCode: up.exitCode, said: up.all }).toMatchObject({ exitCode: 0 });
    const tiled = resource(await stack.exportState(), "tiled");
    expect(tiled.outputs).toMatchObject({ runId: tilingRunId, status: "COMPLETED" });
    expect(submissions(newRunRequests())).toEqual([
      expect.objectContaining({
        name: automaticName("publish"),
        runPython: {
          uri: "s3://example-bucket/long-run/publish.py",
          args: ["--tiled-by", tilingRunId, "--tiled-at", tiled.outputs["completeTime"]],
        },
      }),
    ]);
    expect(await stack.outputs()).toEqual({
      tilingRunId,
      tilingTook: tiled.outputs["timing"],
      status: "COMPLETED",
    });

    const again = await stack.up();
    expectSuccess(again);
    expect(changes(again)).toEqual({ same: 4 });
    expect(lines(newRunRequests())).toEqual([]);

    // The run was last seen open by its own resource, so a refresh asks for that one, and then never again.
    expect(resource(await stack.exportState(), "tiling").outputs["status"]).toBe("PENDING");
    expectSuccess(await stack.refresh());
    expect(lines(newRunRequests()).slice(0, 1)).toEqual([`GET /runs/${tilingRunId}`]);
    expect(resource(await stack.exportState(), "tiling").outputs["status"]).toBe("COMPLETED");
    expectSuccess(await stack.destroy());
    expect(lines(newRunRequests())).toEqual([]);
  });
});
