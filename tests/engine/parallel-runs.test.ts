import {
  ENDLESS,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  openFixture,
  started,
} from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

const BATCH_OF_THREE = `
const wherobots = require("pulumi-wherobots");
new wherobots.JobRunBatch("batch", {
  defaults: { runPython: { uri: ${JSON.stringify(ENDLESS)} } },
  runs: { one: {}, two: {}, three: {} },
});
`;

describe("a run that is waited for holds a slot of --parallel", () => {
  let fixture: Fixture;
  const ofThree = (inputs = {}): string =>
    jobsProgram({ one: job(ENDLESS, inputs), two: job(ENDLESS, inputs), three: job(ENDLESS, inputs) });
  afterEach(() => fixture.dispose());

  // rule: slots
  it("so of three runs with two slots the last is submitted when another has ended", async () => {
    fixture = await openFixture(ofThree());
    const { stack, emulator } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview"], { env: { PULUMI_PARALLEL: "2" } });
    await up.waitForOutput(/(submitted as run[\s\S]*){2}/);
    const [first, second] = emulator.runs();
    expect(emulator.runs()).toHaveLength(2);
    emulator.finish(first?.id ?? "", "COMPLETED");
    await up.waitForOutput(/(submitted as run[\s\S]*){3}/);
    const third = emulator.runs()[2];
    const ended = emulator.runs()[0]?.completeTime ?? "";
    expect(Date.parse(third?.createTime ?? "")).toBeGreaterThanOrEqual(Date.parse(ended));
    for (const run of [second, third]) emulator.finish(run?.id ?? "", "COMPLETED");
    expect(await up.wait()).toMatchObject({ exitCode: 0 });
  });

  // rule: slots
  itThorough(
    "and with wait.until submitted none, so one slot is enough for any number of runs at once",
    async () => {
      fixture = await openFixture(ofThree({ wait: { until: "submitted" } }));
      const { stack, emulator } = fixture;
      expectExit(await stack.up({ args: ["--parallel", "1"] }), "zero");
      expect(started(fixture.requests())).toHaveLength(3);
      expect(emulator.runs().filter(({ completeTime }) => completeTime === null)).toHaveLength(3);
    },
  );

  // rule: slots
  itThorough("and a batch one in all, whose runs go on at the same time", async () => {
    let submits = 0;
    let whenAll: () => void;
    const allSubmitted = new Promise<void>((resolve) => {
      whenAll = resolve;
    });
    fixture = await openFixture(BATCH_OF_THREE, {
      emulator: {
        onExchange: ({ method, path }, moment) => {
          if (method === "POST" && path === "/runs" && moment === "after" && ++submits === 3) whenAll();
        },
      },
    });
    const { stack, emulator } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview", "--parallel", "1"]);
    await allSubmitted;
    const runs = emulator.runs();
    expect(runs.map(({ completeTime }) => completeTime)).toEqual([null, null, null]);
    for (const { id } of runs) emulator.finish(id, "COMPLETED");
    expect(await up.wait()).toMatchObject({ exitCode: 0 });
  });
});
