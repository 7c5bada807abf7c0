import { appendFileSync } from "node:fs";
import path from "node:path";
import {
  automaticName,
  changes,
  type ExampleStack,
  expectSuccess,
  lines,
  openExample,
  submissions,
} from "./example-stack";

describe("examples/plugin-yaml", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("plugin-yaml");
  });
  afterEach(() => example.dispose());

  it("runs a script, and again exactly when the script changed", async () => {
    const { emulator, stack, newRunRequests } = example;
    const body = expect.objectContaining({
      name: automaticName("hello"),
      runtime: "tiny",
      runPython: { uri: "s3://example-bucket/plugin/hello.py", args: ["--greeting", "hello"] },
    });
    const up = await stack.up();
    expectSuccess(up);
    expect(changes(up)).toEqual({ create: 2 });
    expect(submissions(newRunRequests())).toEqual([body]);
    expect(await stack.outputs()).toEqual({
      runId: emulator.runs()[0]?.id,
      status: "COMPLETED",
      cost: expect.objectContaining({ usd: expect.any(Number) }),
    });

    expectSuccess(await stack.up({ args: ["--expect-no-changes"] }));
    expect(lines(newRunRequests())).toEqual([]);

    appendFileSync(path.join(stack.dir, "hello.py"), "# more\n");
    const changed = await stack.up({ withPreview: true });
    expectSuccess(changed);
    expect(changed.all).toContain("new run due: triggers (script) changed");
    expect(changes(changed)).toEqual({ replace: 1, same: 1 });
    expect(submissions(newRunRequests())).toEqual([body]);

    expectSuccess(await stack.destroy());
    expect(lines(newRunRequests())).toEqual([]);
  });
});
