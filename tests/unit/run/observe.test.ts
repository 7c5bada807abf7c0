import { consoleUrl, observe, type RunOrigin } from "../../../provider/run/observe";
import { redactor } from "../../../provider/text/redact";
import { someRun } from "../../support/context/run-view";

const ORIGIN: RunOrigin = {
  account: { apiUrl: "https://api.wherobots.test", organizationId: "org-1" },
  sent: { region: "aws-us-east-1", runtime: "small", version: "preview", timeoutSeconds: 60 },
  redact: (text) => text,
};

describe("observe", () => {
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
