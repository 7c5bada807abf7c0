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
  TYPE_CHECKED,
} from "./example-stack";

describe("examples/chain", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("chain");
  });
  afterEach(() => example.dispose());

  const ingestBody = expect.objectContaining({
    name: automaticName("ingest"),
    runPython: {
      uri: "s3://example-bucket/chain/ingest.py",
      args: ["--output", "s3://example-bucket/points"],
    },
  });
  const summarizeBody = expect.objectContaining({
    name: automaticName("summarize"),
    runPython: {
      uri: "s3://example-bucket/chain/summarize.py",
      args: ["--input", "s3://example-bucket/points"],
    },
  });
  const editScript = (script: string): void => {
    appendFileSync(path.join(example.stack.dir, script), "# more\n");
  };

  it("runs both when the first one's script changed, in order, and else only what changed", async () => {
    const { emulator, stack, newRunRequests } = example;
    const up = await stack.up(TYPE_CHECKED);
    expectSuccess(up);
    expect(changes(up)).toEqual({ create: 3 });
    expect(submissions(newRunRequests())).toEqual([ingestBody, summarizeBody]);
    const first = await stack.outputs();
    expect(first).toEqual({
      ingestRunId: emulator.runs()[0]?.id,
      summarizeRunId: emulator.runs()[1]?.id,
      status: "COMPLETED",
    });
    expectInOrder();

    const again = await stack.up();
    expectSuccess(again);
    expect(changes(again)).toEqual({ same: 3 });
    expect(lines(newRunRequests())).toEqual([]);

    editScript("ingest.py");
    const both = await stack.up({ withPreview: true });
    expectSuccess(both);
    expect(both.all).toContain("new run due: triggers (script) changed");
    // What the preview says, and what the update says once the new id is there.
    expect(both.all).toContain("new run due: triggers (upstream) may have changed: it is not known yet");
    expect(both.all).toContain("new run due: triggers (upstream) changed");
    expect(changes(both)).toEqual({ replace: 2, same: 1 });
    expect(submissions(newRunRequests())).toEqual([ingestBody, summarizeBody]);
    expectInOrder();
    const second = await stack.outputs();
    expect(second["ingestRunId"]).not.toBe(first["ingestRunId"]);
    expect(second["summarizeRunId"]).not.toBe(first["summarizeRunId"]);

    editScript("summarize.py");
    const one = await stack.up();
    expectSuccess(one);
    expect(changes(one)).toEqual({ replace: 1, same: 2 });
    expect(submissions(newRunRequests())).toEqual([summarizeBody]);
    expect(await stack.outputs()).toMatchObject({ ingestRunId: second["ingestRunId"], status: "COMPLETED" });

    expectSuccess(await stack.destroy());
    expect(lines(newRunRequests())).toEqual([]);
  });

  /** The second run was submitted after the end of the first. */
  function expectInOrder(): void {
    const [ingest, summarize] = example.emulator.runs().slice(-2);
    expect(ingest?.status).toBe("COMPLETED");
    expect(Date.parse(summarize?.createTime ?? "")).toBeGreaterThanOrEqual(
      Date.parse(ingest?.completeTime ?? ""),
    );
  }
});
