import {
  describeHosts,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  programOf,
  started,
} from "../support/engine/fixture";

/** More failures than any number of attempts was that this client ever had; their pauses are 8 to 16 s together. */
const FAILURES = 6;

// rule: blips
describeHosts("a blip of the API (%s)", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  it("before the submit fails no up, and the row of the resource says what is tried again", async () => {
    fixture = await openFixture(programOf(host, jobsProgram({ tiles: job(OK) })));
    fixture.emulator.fault({ method: "GET", path: "/runs", kind: "status", status: 500, times: FAILURES });
    const up = await fixture.stack.up();
    expectExit(up, "zero");
    expect(started(fixture.requests())).toHaveLength(1);
    expect(fixture.emulator.runs().map(({ status }) => status)).toEqual(["COMPLETED"]);
    const rows = up.events.flatMap(({ diagnosticEvent }) => diagnosticEvent ?? []);
    const said = rows.filter(({ message }) => message.includes("trying again in"));
    expect(said).toHaveLength(FAILURES);
    expect(said[0]?.urn).toMatch(/::tiles$/);
    // They are no part of what is kept.
    expect(said.every(({ ephemeral }) => ephemeral === true)).toBe(true);
  });
});
