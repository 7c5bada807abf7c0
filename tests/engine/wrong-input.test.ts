import { DEFAULT_ACCOUNT, type EmulatorAccount } from "../../emulator";
import type { EngineResult } from "../support/engine/engine";
import { expectExit, type Fixture, job, jobsProgram, OK, openFixture } from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

const FORBIDDEN: EmulatorAccount = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_forbidden",
  userId: "user-2",
  forbidden: true,
};
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
  let fixture: Fixture;
  const up = (env: Record<string, string | undefined>): Promise<EngineResult> => fixture.stack.up({ env });
  beforeAll(async () => {
    fixture = await openFixture(jobsProgram({ job: job(OK) }), {
      emulator: { accounts: [DEFAULT_ACCOUNT, FORBIDDEN] },
    });
  });
  afterAll(() => fixture.dispose());
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

  itThorough.each([
    [
      "a lacking right",
      { WHEROBOTS_API_KEY: FORBIDDEN.apiKey },
      ["HTTP 403", "The key is valid, but its owner may not do this", "request id"],
    ],
    [
      "an http address that is not this machine",
      { WHEROBOTS_API_URL: "http://127.0.0.1.evil.test" },
      ["the key is sent over https only"],
    ],
  ])("%s", async (_, env, texts) => {
    expectClear(fixture, await up(env), ...texts);
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
      "environment.dependencies[0] needs either libraryName",
    );
    expect(fixture.requests()).toEqual([]);
  });

  itThorough.each([
    [
      "the API's own 422, with field, details and request id",
      jobsProgram({ job: job(OK, { region: "aws-nowhere-1" }) }),
      ["HTTP 422 INVALID_INPUT_ERROR", "field: region", "aws-nowhere-1", "request id"],
    ],
    [
      "values that would be lost on the way to the engine",
      `const w = require("pulumi-wherobots"); new w.JobRun("job", { runPython: { uri: "${OK}" }, triggers: { n: NaN } });`,
      ["triggers.n: is not a finite number"],
    ],
  ])("%s", async (_, program, texts) => {
    fixture.stack.writeProgram(program);
    expectClear(fixture, await fixture.stack.up(), ...texts);
  });
});
