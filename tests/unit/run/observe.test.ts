import { consoleUrl, observe, type RunOrigin } from "../../../provider/run/observe";
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

it.each([
  ["https://api.cloud.wherobots.test", "https://cloud.wherobots.test/job-runs"],
  ["https://api.wherobots.test/base", "https://wherobots.test/job-runs"],
  ["http://127.0.0.1:8080", undefined],
])("the console of %s is %s", (apiUrl, expected) => {
  expect(consoleUrl(apiUrl)).toBe(expected);
});
