import { resourcesOf } from "../harness/engine";
import { expectExit, type Fixture, openFixture, started } from "./fixture";

/**
 * Every byte is written again at each step of a stack: 1,000 resources cost about 17 s per KB each. The promise is
 * 2.5 KB in all; the stack trace that Pulumi's runtime adds holds the folder's path, so it is counted as it is in
 * this repository (about 450 bytes).
 */
const MAX_STATE_BYTES = 2.5 * 1024;
const STACK_TRACE_BYTES = 450;
const MAX_TEXT_BYTES = 160;

describe("the quickstart", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture("", { stack: { program: { example: "quickstart" } } });
  });
  afterAll(() => fixture.dispose());

  it("starts one run, shows its outputs, and keeps a small state", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["hello"]);
    expect(await stack.outputs()).toMatchObject({
      id: emulator.runs()[0]?.id,
      status: "COMPLETED",
      kubeApp: { appType: "RUN" },
    });
    const [run] = resourcesOf(await stack.exportState(), "JobRun");
    const withoutTrace = JSON.stringify({ ...run, stackTrace: undefined });
    expect(Buffer.byteLength(withoutTrace) + STACK_TRACE_BYTES).toBeLessThanOrEqual(MAX_STATE_BYTES);
    expect(run?.["sourcePosition"]).toMatch(/index\.ts#3,/);
    const text = String(run?.outputs?.["__provider"]);
    expect(text).not.toContain("\n");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_TEXT_BYTES);
    expect(run?.inputs?.["__provider"]).toBe(text);
  });

  it("runs nothing again, also when the account has forgotten the run", async () => {
    fixture.emulator.forgetRuns();
    expectExit(await fixture.stack.up({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await fixture.stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await fixture.stack.destroy(), "zero");
    expect(fixture.requests()).toEqual([]);
  });
});
