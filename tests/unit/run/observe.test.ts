import { runView } from "../../../provider/api/models";
import { consoleUrl, observe, observedPart, type RunOrigin } from "../../../provider/run/observe";
import { redactor } from "../../../provider/text/redact";
import { someRun } from "../../support/context/run-view";

const ORIGIN: RunOrigin = {
  account: { apiUrl: "https://api.wherobots.test", organizationId: "org-1" },
  sent: { region: "aws-us-east-1", runtime: "small", version: "preview", timeoutSeconds: 60 },
  redact: (text) => text,
};

describe("observe", () => {
  it("records a completed run in full, and nothing that is empty", () => {
    expect(observe(someRun(), ORIGIN)).toEqual({
      runId: "run-1",
      runName: "nightly-load",
      status: "COMPLETED",
      createTime: "2026-01-01T00:00:00.000Z",
      startTime: "2026-01-01T00:01:30.500Z",
      completeTime: "2026-01-01T00:11:30.500Z",
      effective: { region: "aws-us-west-2", runtime: "tiny", version: "latest", timeoutSeconds: 3600 },
      triggeredBy: { id: "user-1", email: "runner@wherobots.test", name: "Runner" },
      kubeApp: {
        id: "app-1",
        status: "DESTROYED",
        appType: "RUN",
        regionName: "aws-us-west-2",
        appMeta: { sparkUiUrl: "https://ui.wherobots.test", resolvedVersion: "2.1.0" },
      },
      timing: { queuedSeconds: 90.5, runningSeconds: 600, totalSeconds: 690.5 },
      consoleUrl: "https://wherobots.test/job-runs",
      account: ORIGIN.account,
    });
  });

  it("takes what was sent where the server echoes nothing", () => {
    const bare = someRun({ kubeApp: null, payload: null, triggeredBy: null });
    const observed = observe(bare, ORIGIN);
    expect(observed.effective).toEqual(ORIGIN.sent);
    expect(observed).not.toHaveProperty("kubeApp");
    expect(observed).not.toHaveProperty("triggeredBy");
  });

  it("records neither fields nor events that it does not know", () => {
    const run = runView.parse({
      ...someRun(),
      brandNew: { deep: 1 },
      kubeApp: { id: "a", more: 2, events: [{ extra: 1 }] },
    });
    expect(observe(run, ORIGIN).kubeApp).toEqual({ id: "a" });
    expect(observe(run, ORIGIN)).not.toHaveProperty("brandNew");
  });

  it("keeps the ten newest events of a run that did not complete, and none of one that did", () => {
    const events = Array.from({ length: 15 }, (_, index) => ({
      code: `E${index}`,
      message: "x".repeat(3_000),
    }));
    const kubeApp = { id: "app-1", events };
    const kept = observe(someRun({ status: "FAILED", kubeApp }), ORIGIN).kubeApp?.events ?? [];
    expect(kept.map(({ code }) => code)).toEqual(events.slice(5).map(({ code }) => code));
    expect(kept.every(({ message }) => message?.length === 2_000)).toBe(true);
    expect(observe(someRun({ kubeApp }), ORIGIN).kubeApp).toEqual({ id: "app-1" });
  });

  it("takes no time for a run that has not got so far", () => {
    const pending = someRun({ status: "PENDING", startTime: null, completeTime: null, kubeApp: null });
    expect(observe(pending, ORIGIN)).not.toHaveProperty("timing");
    const running = someRun({ status: "RUNNING", completeTime: null });
    expect(observe(running, ORIGIN).timing).toEqual({ queuedSeconds: 90.5 });
    expect(observe(someRun({ startTime: "soon", createTime: "?" }), ORIGIN)).not.toHaveProperty("timing");
  });

  it.each([
    [[true], false],
    [[true, false], true],
    [[], undefined],
  ])("with nodes that existed before %j the start was cold: %p", (nodes, coldStart) => {
    const events = nodes.map((node_preexisted) => ({ eventMeta: { node_preexisted } }));
    expect(observe(someRun({ kubeApp: { id: "app-1", events } }), ORIGIN).timing?.coldStart).toBe(coldStart);
  });

  it("hides secrets in messages, and what a terminal would act on", () => {
    const of = (message: string) => ({ id: "app-1", message, events: [{ code: "RUN_FAIL_EXEC", message }] });
    const kubeApp = of("\u001b[31mno access with token-1\n::error::x");
    const { kubeApp: shown } = observe(someRun({ status: "FAILED", kubeApp }), {
      ...ORIGIN,
      redact: redactor(["token-1"]),
    });
    expect(shown).toEqual(of("no access with [secret] ::error::x"));
  });

  it("keeps status and times although a secret input has just their text", () => {
    const redact = redactor(["COMPLETED", "2026-01", "org-1"]);
    expect(observe(someRun(), { ...ORIGIN, redact })).toEqual(observe(someRun(), ORIGIN));
  });
});

it("observedPart leaves the inputs of a state aside", () => {
  const observed = observe(someRun(), ORIGIN);
  expect(observedPart({ ...observed, ...{ runPython: { uri: "s3://x" }, attempts: [] } })).toEqual(observed);
});

it.each([
  ["https://api.cloud.wherobots.test", "https://cloud.wherobots.test/job-runs"],
  ["https://api.wherobots.test/base", "https://wherobots.test/job-runs"],
  ["http://127.0.0.1:8080", undefined],
])("the console of %s is %s", (apiUrl, expected) => {
  expect(consoleUrl(apiUrl)).toBe(expected);
});
