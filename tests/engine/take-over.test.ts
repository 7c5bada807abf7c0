import { DEFAULT_ACCOUNT } from "../../emulator";
import {
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

/** Starts a run as a script would, past this package. */
async function submitByHand(url: string, name: string, uri: string): Promise<string> {
  const answer = await fetch(`${url}/runs`, {
    method: "POST",
    headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" },
    body: JSON.stringify({ name, runPython: { uri, args: ["by hand"] } }),
  });
  const run: unknown = await answer.json();
  if (typeof run !== "object" || run === null || !("id" in run))
    throw new Error("the emulator answered no run");
  return String(run.id);
}

// rule: take-over
describe("taking over a run that exists (scenario 18)", () => {
  let fixture: Fixture;
  let ids: Record<"completed" | "failed" | "running", string>;
  const program = (more: object = {}): string =>
    jobsProgram({
      completed: job(OK, { takeOverRunId: ids.completed, triggers: { commit: "1" }, ...more }),
      failed: job(FAILS, { takeOverRunId: ids.failed }),
      running: job(ENDLESS, { takeOverRunId: ids.running, wait: { until: "running" } }),
    });

  beforeAll(async () => {
    fixture = await openFixture("");
    const { url } = fixture.emulator;
    ids = {
      completed: await submitByHand(url, "by-hand-completed", OK),
      failed: await submitByHand(url, "by-hand-failed", FAILS),
      running: await submitByHand(url, "by-hand-running", ENDLESS),
    };
    fixture.requests();
    fixture.stack.writeProgram(program());
  });
  afterAll(() => fixture.dispose());

  // rule: take-over
  it("records each as it is and starts none; a failed one fails the up", async () => {
    const up = await fixture.stack.up();
    expectExit(up, "non-zero");
    expect(started(fixture.requests())).toEqual([]);
    expect(await outputsOf(fixture.stack, "completed")).toMatchObject({
      id: ids.completed,
      status: "COMPLETED",
    });
    expect(await outputsOf(fixture.stack, "failed")).toMatchObject({ id: ids.failed, status: "FAILED" });
    expect(await outputsOf(fixture.stack, "running")).toMatchObject({ id: ids.running, status: "RUNNING" });
  });

  it("the failed one is run anew by the next up, the others stay", async () => {
    fixture.emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 50 } });
    expectExit(await fixture.stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["failed"]);
    expect(await outputsOf(fixture.stack, "failed")).toMatchObject({ status: "COMPLETED" });
  });

  it("a changed trigger runs a taken-over spec anew", async () => {
    fixture.stack.writeProgram(program({ triggers: { commit: "2" } }));
    expectExit(await fixture.stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["completed"]);
  });
});
