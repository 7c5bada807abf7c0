import type { EngineResult } from "../support/engine/engine";
import {
  describeHosts,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  inHost,
  OK,
  openFixture,
  operations,
  outputsOf,
  programOf,
} from "../support/engine/fixture";

/** What changes from one up to the next. */
interface Version {
  /** A trigger of the runs that are replaced while they are active. */
  readonly trigger: number;
  /** Script and argument of the run whose arguments Pulumi is to ignore. */
  readonly script: string;
  readonly argument: string;
  /** A trigger of the run whose replacement fails. */
  readonly failing?: number;
}

function program({ trigger, script, argument, failing = 0 }: Version): string {
  const running = `runPython: { uri: "${ENDLESS}" }, wait: { until: "running" }, triggers: { n: ${trigger} }`;
  const kept = `{ runPython: { uri: "${OK}" }, triggers: { n: ${failing} } }`;
  return `
    const wherobots = require("pulumi-wherobots");
    new wherobots.JobRun("left", { ${running}, onReplace: "leave" });
    new wherobots.JobRun("retained", { ${running} }, { retainOnDelete: true });
    new wherobots.JobRun("cancelled", { ${running}, onReplace: "cancel" }, { retainOnDelete: true });
    new wherobots.JobRunBatch("batch", { wait: { until: "running" }, runs: { a: { ${running.replace(/wait: {.*?},/, "")} } } }, { retainOnDelete: true });
    new wherobots.JobRun("ignoring", { runPython: { uri: "${script}", args: ["${argument}"] } }, { ignoreChanges: ["runPython.args"] });
    new wherobots.JobRun("kept", ${kept}, { deleteBeforeReplace: true });
  `;
}

describeHosts("options of a replacement in the %s host", (host) => {
  let fixture: Fixture;
  let replaced: EngineResult;
  let reverted: EngineResult;
  let keptId: unknown;
  const ofResource = (name: string) =>
    fixture.emulator.runs().filter((run) => run.name.startsWith(`${name}-`));
  const statuses = (name: string): string[] => ofResource(name).map(({ status }) => status);
  const args = () => ofResource("ignoring").map(({ payload }) => payload.runPython?.args);

  beforeAll(async () => {
    const first: Version = { trigger: 1, script: FAILS, argument: "first" };
    fixture = await openFixture(programOf(host, program(first)));
    const { stack, emulator } = fixture;
    const up = (version: Version): Promise<EngineResult> => {
      stack.writeProgram(inHost(host, program(version)));
      return stack.up({ args: ["--continue-on-error"] });
    };
    expectExit(await up(first), "non-zero");
    keptId = (await outputsOf(stack, "kept"))["id"];
    emulator.fault({ method: "POST", path: "/runs", match: { name: "kept-*" }, kind: "status", status: 422 });
    replaced = await up({ trigger: 2, script: FAILS, argument: "second", failing: 1 });
    fixture.requests();
    reverted = await up({ trigger: 2, script: OK, argument: "third" });
  });
  afterAll(() => fixture.dispose());

  // rule: on-replace-leave
  it.each(["left", "retained", "batch"])("leave the active run of %s alone, and say so", (name) => {
    expectExit(replaced, "non-zero");
    expect(replaced.all).toContain('left alone (onReplace "leave")');
    expect(statuses(name === "batch" ? "batch-a" : name)).toEqual(["RUNNING", "RUNNING"]);
  });

  it('give way to onReplace "cancel" of the program', () => {
    expect(statuses("cancelled")).toEqual(["CANCELLED", "RUNNING"]);
  });

  // rule: ignore-changes
  it("such as ignoreChanges hold for a run that is repeated too: what runs is what the preview shows", () => {
    expectExit(reverted, "zero");
    expect(args()).toEqual([["first"], ["first"], ["first"]]);
  });

  // rule: kept-completed
  it("repeat no completed run because its successor could not be created", async () => {
    expect(fixture.started()).toEqual(["ignoring"]);
    expect(statuses("kept")).toEqual(["COMPLETED"]);
    expect(await fixture.outputsOf("kept")).toMatchObject({ id: keptId, status: "COMPLETED" });
  });

  // rule: on-replace-leave
  it("hold for a forced replacement too, which knows no inputs of before, and not for a destroy", async () => {
    const { stack } = fixture;
    const forced = expectExit(
      await stack.up({ args: ["--replace", "**::left", "--replace", "**::ignoring"] }),
      "zero",
    );
    expect(operations(forced)).toMatchObject({ kept: ["same"] });
    expect(statuses("left")).toEqual(["RUNNING", "RUNNING", "RUNNING"]);
    expect(args().at(-1)).toEqual(["third"]);
    expectExit(await stack.destroy(), "zero");
    expect(statuses("left").sort()).toEqual(["CANCELLED", "RUNNING", "RUNNING"]);
  });
});
