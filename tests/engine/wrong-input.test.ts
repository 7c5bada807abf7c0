import { MAX_INPUT_BYTES } from "../../provider/inputs/check";
import type { EngineResult } from "../support/engine/engine";
import { expectExit, type Fixture, fixtureForAll, job, jobsProgram, OK } from "../support/engine/fixture";

/** No stack of ours or of Node is shown for a user's mistake, and no run was started. */
function expectClear(fixture: Fixture, result: EngineResult, ...texts: string[]): void {
  expectExit(result, "non-zero");
  for (const text of texts) expect(result.all).toContain(text);
  expect(result.all).not.toMatch(/\n\s+at .+\d+:\d+/);
  expect(result.all).not.toContain("please report it");
  expect(fixture.emulator.runs()).toEqual([]);
}

// rule: credential-errors
describe("input that is wrong gets one clear message, and nothing is started", () => {
  const up = (env: Record<string, string | undefined>): Promise<EngineResult> => fixture.stack.up({ env });
  const fixture = fixtureForAll(jobsProgram({ job: job(OK) }));
  afterEach(() => {
    fixture.requests();
  });

  it("no key, or one that the API rejects", async () => {
    const texts = [
      "no Wherobots API key",
      "pulumi config set --secret wherobots:apiKey",
      "WHEROBOTS_API_KEY",
    ];
    expectClear(fixture, await up({ WHEROBOTS_API_KEY: undefined }), ...texts);
    const rejected = ["HTTP 401", "The key was rejected", "--run-program", "request id"];
    expectClear(fixture, await up({ WHEROBOTS_API_KEY: "wbk_unknown" }), ...rejected);
  });

  // rule: input-errors
  it("inputs that the API would refuse: each is named, with what would be right", async () => {
    const wrong = {
      ...job(OK),
      name: "a b",
      runJar: { uri: "s3://bucket.test/a.jar" },
      runtimeSize: "tiny",
      timeoutSeconds: 0,
      environment: { sparkConfigs: { "spark.fraction": 0.5 }, dependencies: [{ libary: "x" }] },
    };
    fixture.stack.writeProgram(jobsProgram({ job: wrong }));
    expectClear(
      fixture,
      await fixture.stack.up(),
      "name must have at least 8 characters",
      "runPython, runJar only one of them may be given",
      "runtimeSize is not a known property: did you mean `runtime`?",
      "timeoutSeconds must be above 0",
      'environment.sparkConfigs["spark.fraction"] must be text',
      "environment.dependencies[0] needs one of libraryName",
    );
    expect(fixture.requests()).toEqual([]);
  });

  // rule: input-limits
  it("inputs that are larger than can be kept: the limit is named", async () => {
    const large = job(OK, { triggers: { text: "x".repeat(MAX_INPUT_BYTES) } });
    fixture.stack.writeProgram(jobsProgram({ job: large }));
    const said = `bytes together, and at most ${MAX_INPUT_BYTES} can be kept: put large values into a file in storage`;
    expectClear(fixture, await fixture.stack.up(), said);
    expect(fixture.requests()).toEqual([]);
  });
});
