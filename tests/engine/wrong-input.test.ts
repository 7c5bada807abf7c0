import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFAULT_ACCOUNT, type EmulatorAccount } from "../../emulator";
import type { EngineResult } from "../harness/engine";
import { aboutRuns, ENDLESS, expectExit, type Fixture, job, jobsProgram, OK, openFixture } from "./fixture";

const FORBIDDEN: EmulatorAccount = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_forbidden",
  userId: "user-2",
  forbidden: true,
};
const FOREIGN: EmulatorAccount = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_foreign",
  userId: "user-3",
  organizationId: "org-foreign",
};

/** No stack of ours or of Node is shown for a user's mistake, and no run was started. */
function expectClear(fixture: Fixture, result: EngineResult, ...texts: string[]): void {
  expectExit(result, "non-zero");
  for (const text of texts) expect(result.all).toContain(text);
  expect(result.all).not.toMatch(/\n\s+at .+\d+:\d+/);
  expect(result.all).not.toContain("please report it");
  expect(fixture.emulator.runs().filter(({ name }) => !name.startsWith("open-"))).toEqual([]);
}

describe("input that is wrong gets one clear message, and nothing is started", () => {
  let fixture: Fixture;
  const up = (env: Record<string, string | undefined>): Promise<EngineResult> => fixture.stack.up({ env });
  beforeAll(async () => {
    fixture = await openFixture(jobsProgram({ job: job(OK) }), {
      emulator: { accounts: [DEFAULT_ACCOUNT, FORBIDDEN, FOREIGN] },
    });
  });
  afterAll(() => fixture.dispose());
  afterEach(() => {
    fixture.requests();
  });

  it("no key", async () => {
    expectClear(
      fixture,
      await up({ WHEROBOTS_API_KEY: undefined }),
      "no Wherobots API key",
      "pulumi config set --secret wherobots:apiKey",
      "WHEROBOTS_API_KEY",
    );
  });

  it("a rejected key", async () => {
    expectClear(
      fixture,
      await up({ WHEROBOTS_API_KEY: "wbk_unknown" }),
      "HTTP 401",
      "The key was rejected",
      "--run-program",
      "request id",
    );
  });

  it("a lacking right", async () => {
    expectClear(
      fixture,
      await up({ WHEROBOTS_API_KEY: FORBIDDEN.apiKey }),
      "HTTP 403",
      "The key is valid, but its owner may not do this",
      "request id",
    );
  });

  it("an http address that is not this machine", async () => {
    expectClear(
      fixture,
      await up({ WHEROBOTS_API_URL: "http://127.0.0.1.evil.test" }),
      "the key is sent over https only",
    );
    expect(fixture.requests()).toEqual([]);
  });

  it("an address that answers HTML", async () => {
    const server = createServer((_request, answer) =>
      answer.setHeader("content-type", "text/html").end("<html>Welcome</html>"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expectClear(
      fixture,
      await up({ WHEROBOTS_API_URL: `http://127.0.0.1:${port}` }),
      "text/html",
      "is this the address of the Wherobots API?",
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it("inputs that the API would refuse: each is named, with what would be right", async () => {
    const wrong = {
      ...job(OK),
      name: "a b",
      runJar: { uri: "s3://bucket.test/a.jar" },
      runtimeSize: "tiny",
      timeoutSeconds: 0,
      environment: { sparkConfigs: { "spark.cores": 4 }, dependencies: [{ libary: "x" }] },
    };
    fixture.stack.writeProgram(jobsProgram({ job: wrong }));
    expectClear(
      fixture,
      await fixture.stack.up(),
      "name must have at least 8 characters",
      "runPython, runJar only one of them may be given",
      "runtimeSize is not a known property: did you mean `runtime`?",
      "timeoutSeconds must be above 0",
      'environment.sparkConfigs["spark.cores"] must be a string',
      "environment.dependencies[0] needs either libraryName",
    );
    expect(fixture.requests()).toEqual([]);
  });

  it("the API's own 422, with field, details, suggestion and request id", async () => {
    fixture.stack.writeProgram(jobsProgram({ job: job(OK, { region: "aws-nowhere-1" }) }));
    const result = await fixture.stack.up();
    const [refused] = fixture.emulator.requests.filter(({ status }) => status === 422);
    expectClear(
      fixture,
      result,
      "HTTP 422 INVALID_INPUT_ERROR",
      "field: region",
      "aws-nowhere-1",
      "request id",
    );
    expect(refused?.body).toMatchObject({ runPython: { uri: OK } });
    fixture.requests();
  });

  it("values that would be lost on the way to the engine", async () => {
    fixture.stack.writeProgram(
      `const w = require("pulumi-wherobots"); new w.JobRun("job", { runPython: { uri: "${OK}" }, triggers: { n: NaN } });`,
    );
    expectClear(fixture, await fixture.stack.up(), "triggers.n: is not a finite number");
  });

  it("destroy of an open run with another organisation's key: kept, and both organisations named (scenario 13)", async () => {
    const { stack } = fixture;
    stack.writeProgram(jobsProgram({ open: job(ENDLESS, { wait: { until: "submitted" } }) }));
    expectExit(await stack.up(), "zero");
    fixture.requests();
    const destroy = await stack.destroy({ env: { WHEROBOTS_API_KEY: FOREIGN.apiKey } });
    expectClear(fixture, destroy, "organisation org-1", "org-foreign", "pulumi state delete");
    expect(aboutRuns(fixture.requests())).toEqual(["GET /runs/{open}"]);
    expectExit(await stack.destroy(), "zero");
    expect(fixture.requests()).toContain("POST /runs/{open}/cancel");
  });
});
