import {
  automaticName,
  changes,
  type ExampleStack,
  expectSuccess,
  lines,
  openExample,
  submissions,
  TYPE_CHECKED,
} from "./example-stack";

describe("examples/quickstart", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("quickstart");
  });
  afterEach(() => example.dispose());

  it("runs the script once, gives out what the API says of it, and then needs the API no more", async () => {
    const { emulator, stack, newRunRequests } = example;
    const up = await stack.up(TYPE_CHECKED);
    expectSuccess(up);
    const runId = emulator.runs()[0]?.id ?? "";
    expect(up.all).toContain(`submitted as run ${runId}`);
    expect(submissions(newRunRequests())).toEqual([
      expect.objectContaining({
        name: automaticName("hello"),
        runtime: "tiny",
        runPython: { uri: "s3://wherobots-examples/hello.py", args: [] },
      }),
    ]);
    expect(await stack.outputs()).toEqual({
      id: runId,
      status: "COMPLETED",
      kubeApp: expect.objectContaining({
        id: expect.any(String),
        appType: "RUN",
        appMeta: expect.objectContaining({ sparkUiUrl: expect.stringMatching(/^https:/) }),
      }),
    });

    emulator.forgetRuns();
    const again = await stack.up();
    expectSuccess(again);
    expect(changes(again)).toEqual({ same: 2 });
    expectSuccess(await stack.destroy());
    expect(lines(newRunRequests())).toEqual([]);
  });
});
