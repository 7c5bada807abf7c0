import {
  aboutRuns,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
  started,
} from "../support/engine/fixture";

const JOBS = {
  completed: job(OK),
  failed: job(FAILS, { onFailure: "warn", logs: { tailLines: 0 } }),
  open: job(ENDLESS, { wait: { until: "running" } }),
};
const NAMES = Object.keys(JOBS);

// rule: forced-replacement
describe("a forced replacement starts exactly one new run each", () => {
  let fixture: Fixture;
  const urn = (name: string): string =>
    `urn:pulumi:dev::test::pulumi-nodejs:dynamic/wherobots:JobRun::${name}`;
  const openRuns = (): number => fixture.emulator.runs().filter(({ status }) => status === "RUNNING").length;

  beforeAll(async () => {
    fixture = await openFixture(jobsProgram(JOBS));
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });
  afterAll(() => fixture.dispose());

  async function expectReplacedOnce(before: unknown, requests: readonly string[]): Promise<void> {
    expect([...started(requests)].sort()).toEqual([...NAMES].sort());
    const ofOpen = aboutRuns(requests).filter((request) => request.includes("open"));
    expect(ofOpen.indexOf("POST /runs/{open}/cancel")).toBeGreaterThanOrEqual(0);
    expect(ofOpen.indexOf("POST /runs/{open}/cancel")).toBeLessThan(ofOpen.indexOf("POST /runs open"));
    expect(ofOpen.filter((request) => request.endsWith("/cancel"))).toHaveLength(1);
    expect(openRuns()).toBe(1);
    expect((await outputsOf(fixture.stack, "open"))["id"]).not.toBe(before);
  }

  // rule: forced-replacement
  it("up --replace, which asks no diff: the open run is cancelled before its successor starts", async () => {
    const before = (await outputsOf(fixture.stack, "open"))["id"];
    const up = await fixture.stack.up({ args: NAMES.flatMap((name) => ["--replace", urn(name)]) });
    expectExit(up, "zero");
    await expectReplacedOnce(before, fixture.requests());
  });

  // rule: replace-cancels-first
  it("a changed argument of an open run cancels it first (scenario 12)", async () => {
    const before = (await outputsOf(fixture.stack, "open"))["id"];
    fixture.stack.writeProgram(
      jobsProgram({ ...JOBS, open: job(ENDLESS, { wait: { until: "running" }, triggers: { a: 1 } }) }),
    );
    expectExit(await fixture.stack.up(), "zero");
    const requests = fixture.requests();
    expect(started(requests)).toEqual(["open"]);
    expect(requests.indexOf("POST /runs/{open}/cancel")).toBeLessThan(requests.indexOf("POST /runs open"));
    expect(openRuns()).toBe(1);
    expect((await outputsOf(fixture.stack, "open"))["id"]).not.toBe(before);
  });
});
