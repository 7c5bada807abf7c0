import type { EngineResult } from "../support/engine/engine";
import {
  describeHostsThorough,
  expectExit,
  FAILS,
  fixtureForAll,
  OK,
  programOf,
} from "../support/engine/fixture";
import { activeIn, activeInside } from "../support/inert-text";

/** Moves the cursor, sets a title, hides, turns round, orders CI runners about, and names a colour that Pulumi does not know. */
const HOSTILE =
  "::error::a\r\n::set-output name=x::y\n##vso[task.complete]\u001b[2J\u001b]0;title\u0007\u009b31m\u202e\u2066b\u200b" +
  `\u{e0041}\ufeff${"\u0301".repeat(30)}\u2028##teamcity[x]##[group]<{%fg 1%}><{%none%}>\b\u0000%s%!d(\ud800`;
const CI = { CI: "true", GITHUB_ACTIONS: "true", TF_BUILD: "True" };

/** A run whose every text is hostile. */
function hostileRun(id: string, status: string): object {
  return {
    id,
    name: HOSTILE,
    status,
    createTime: HOSTILE,
    startTime: HOSTILE,
    completeTime: HOSTILE,
    triggeredBy: { id: HOSTILE, email: HOSTILE, name: HOSTILE },
    payload: { runtime: HOSTILE, version: HOSTILE },
    kubeApp: {
      id: HOSTILE,
      status: HOSTILE,
      appType: HOSTILE,
      regionName: HOSTILE,
      message: HOSTILE,
      appMeta: { spark_ui_url: HOSTILE, spark_eventlogs_url: HOSTILE, resolved_version: HOSTILE },
      events: [{ code: HOSTILE, message: HOSTILE, createTime: HOSTILE }],
    },
  };
}

const PROGRAM = `
  const wherobots = require("pulumi-wherobots");
  const job = (name, args, opts) => new wherobots.JobRun(name, { runPython: { uri: "${OK}" }, ...args }, opts);
  const done = job("done", { takeOverRunId: "run-done" });
  exports.done = { app: done.kubeApp, by: done.triggeredBy, effective: done.effective, name: done.runName };
  exports.message = done.kubeApp.apply((app) => app.message);
  // The first failure ends the program, so that what it exports has to come before.
  const later = { dependsOn: done };
  job("failed", { takeOverRunId: "run-failed" }, later);
  job("warned", { takeOverRunId: "run-failed", onFailure: "warn" }, later);
  job("odd", { takeOverRunId: "run-odd", wait: { maxSeconds: 2 } }, later);
  job("started", { runPython: { uri: "${FAILS}" } }, later);
  job("refused", { name: "refused-job" }, later);
`;

describeHostsThorough("hostile text of runs and of the API in the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, PROGRAM));
  beforeAll(() => {
    const { emulator } = fixture;
    const answers: Record<string, object> = {
      "/runs/run-done": hostileRun("run-done", "COMPLETED"),
      "/runs/run-failed": hostileRun("run-failed", "FAILED"),
      "/runs/run-odd": hostileRun("run-odd", HOSTILE),
      "/runs/run-*/logs": { items: [{ timestamp: HOSTILE, raw: HOSTILE }] },
      "/organization": { id: HOSTILE, name: HOSTILE, defaultRegion: HOSTILE, defaultRuntime: HOSTILE },
    };
    const ALWAYS = { times: Number.POSITIVE_INFINITY };
    for (const [path, body] of Object.entries(answers))
      emulator.fault({ kind: "status", method: "GET", path, status: 200, body, ...ALWAYS });
    const error = { code: HOSTILE, message: HOSTILE, details: HOSTILE, field: HOSTILE, suggestion: HOSTILE };
    const envelope = { errors: [error], requestId: HOSTILE };
    emulator.fault({
      kind: "status",
      method: "POST",
      path: "/runs/run-odd/cancel",
      status: 403,
      body: envelope,
      ...ALWAYS,
    });
    const refusal = {
      method: "POST",
      path: "/runs",
      match: { name: "refused-job" },
      body: envelope,
    };
    emulator.fault({ kind: "status", status: 429, headers: { "retry-after": "0.1" }, ...refusal });
    emulator.fault({ kind: "status", status: 422, ...refusal, ...ALWAYS });
    emulator.plan({
      match: { uri: FAILS },
      plan: {
        pendingMs: 50,
        runningMs: 2_000,
        outcome: "FAILED",
        message: HOSTILE,
        logs: [{ text: HOSTILE }, { text: "Subprocess finished with return code: 1" }],
        events: [{ code: HOSTILE, message: HOSTILE }],
      },
    });
  });

  // rule: inert-text
  it("reaches output, event log and outputs inert, in a CI job, coloured or not", async () => {
    const { stack } = fixture;
    const up = expectExit(await stack.up({ env: CI, args: ["--color", "always"] }), "non-zero");
    expect(up.all).toContain("\u001b[");
    // Pulumi's own colours are left out.
    expect(activeIn(listed(up.all.replace(/\u001b\[[0-9;]*m/g, "")))).toEqual([]);
    expect(up.all).toContain("<{ %fg 1%}>");
    expect(messages(up).flatMap(activeIn)).toEqual([]);
    // Each of them was shown.
    expect(up.all).toContain("run run-failed (: :error::a");
    expect(up.all).toContain("run run-odd");
    expect(up.all).toContain("HTTP 422");
    expect(up.all).toContain("HTTP 429");
    expect(up.all).toContain("| : :error::a");
    for (const name of ["done", "failed", "warned", "odd", "started"]) {
      const outputs = await fixture.outputsOf(name);
      expect(activeInside({ ...outputs, __provider: undefined })).toEqual([]);
    }
    const message = await stack.run(["stack", "output", "message"], { env: CI });
    expect(activeIn(message.stdout)).toEqual([]);
    expect(message.stdout).toMatch(/^: :error::a/);
  });
});

/** Without the tab that Pulumi puts before each reason. */
function listed(text: string): string {
  return text.replace(/^( *)\t\* /gm, "$1* ");
}

/** What the engine logged for people, without the mark that it puts around each line. */
function messages({ events }: EngineResult): string[] {
  const said = events.flatMap(({ diagnosticEvent }) => diagnosticEvent?.message ?? []);
  return said.map((message) => listed(message.replace(/^<\{%reset%\}>|<\{%reset%\}>\n?$/g, "")));
}
