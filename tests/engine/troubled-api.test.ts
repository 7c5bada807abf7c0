import type { RecordedRequest } from "../../emulator";
import type { EngineResult } from "../support/engine/engine";
import {
  describeHosts,
  expectExit,
  fixtureForAll,
  job,
  jobsProgram,
  OK,
  programOf,
} from "../support/engine/fixture";

/** More failures than any number of attempts was that this client ever had; their pauses are 8 to 16 s together. */
const FAILURES = 6;

describeHosts("a run of an API that is in trouble, in the %s host", (host) => {
  let up: EngineResult;
  let requests: readonly RecordedRequest[];
  const fixture = fixtureForAll(programOf(host, jobsProgram({ tiles: job(OK) })));
  beforeAll(async () => {
    const { emulator, stack } = fixture;
    emulator.fault({ method: "GET", path: "/runs", kind: "status", status: 500, times: FAILURES });
    emulator.fault({ path: "/runs/*/metrics", kind: "delay", delayMs: 60_000, times: Infinity });
    emulator.fault({ path: "/runs/*/logs", kind: "hang", times: Infinity });
    up = await stack.up();
    requests = emulator.requests;
  });

  // rule: blips
  it("is started once, after the look for earlier runs has failed six times", async () => {
    expectExit(up, "zero");
    expect(fixture.started()).toEqual(["tiles"]);
    expect(await fixture.outputsOf("tiles")).toMatchObject({ status: "COMPLETED" });
  });

  it("has a row that says what is tried again, and keeps nothing of that", () => {
    const rows = up.events.flatMap(({ diagnosticEvent }) => diagnosticEvent ?? []);
    const said = rows.filter(({ message }) => message.includes("trying again in"));
    expect(said.length).toBeGreaterThanOrEqual(FAILURES);
    expect(said[0]?.urn).toMatch(/::tiles$/);
    expect(said.every(({ ephemeral }) => ephemeral === true)).toBe(true);
  });

  // rule: slow-extras
  it("ends within seconds of its end, although its log hangs and its metrics take a minute", () => {
    const submitted = requests.find(({ method, path }) => method === "POST" && path === "/runs");
    const last = requests.at(-1);
    expect(requests.some(({ fault }) => fault === "hang")).toBe(true);
    expect((last?.atMs ?? Infinity) - (submitted?.atMs ?? 0)).toBeLessThan(30_000);
  });
});
