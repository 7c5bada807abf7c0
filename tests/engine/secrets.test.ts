import { readFile } from "node:fs/promises";
import path from "node:path";
import { CANARIES, echoes, leaked, shown, textOfFiles } from "../support/engine/canaries";
import type { EngineResult } from "../support/engine/engine";
import {
  describeHosts,
  ENDLESS,
  expectExit,
  FAILS,
  fixtureForAll,
  HOSTS,
  inHost,
  OK,
  programOf,
} from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

/** Secret values at several depths; the failing run repeats some in its log and its message. */
const JAVASCRIPT = `
  const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");
  const secret = (name) => pulumi.secret(${JSON.stringify(CANARIES)}[name]);
  const ok = new wherobots.JobRun("ok", {
    runPython: { uri: "${OK}", args: ["--plain", secret("argument"), secret("pem")] },
    environment: { sparkConfigs: { "spark.plain": "plain", "spark.token": secret("nested") } },
    triggers: { token: secret("trigger") },
  });
  exports.ok = { status: ok.status, app: ok.kubeApp, name: ok.runName };
  const args = [secret("failing"), secret("argument"), secret("pem")];
  exports.bad = new wherobots.JobRun("bad", { runPython: { uri: "${FAILS}", args } }).status;
`;

/** What an API may repeat of what it was sent. */
const ECHO = [CANARIES.failing, CANARIES.argument, CANARIES.pem].flatMap(echoes);

const ALWAYS = { times: Number.POSITIVE_INFINITY };

describeHosts("secrets in the %s host", (host) => {
  const program = inHost(host, JAVASCRIPT);
  const results: EngineResult[] = [];
  const fixture = fixtureForAll(programOf(host, JAVASCRIPT), {
    emulator: { accounts: [account()] },
    stack: { env: { WHEROBOTS_API_KEY: undefined } },
  });
  beforeAll(async () => {
    fixture.emulator.plan({
      match: { uri: FAILS },
      plan: {
        pendingMs: 50,
        runningMs: 100,
        outcome: "FAILED",
        message: `cannot log in with ${CANARIES.failing} or ${ECHO.join(" ")}`,
        logs: [
          ...[...ECHO, `key ${CANARIES.key}`].map((text) => ({ text })),
          { text: `token=${CANARIES.failing}` },
          { text: "Subprocess finished with return code: 1" },
        ],
        events: ECHO.map((message) => ({ code: "RUN_FAIL_EXEC", message })),
      },
    });
    await fixture.stack.setConfig("wherobots:apiKey", CANARIES.key, { secret: true });
  });

  // rule: secrets
  it("reach the API and stay out of state, events, output and errors (scenario 16)", async () => {
    const { stack, emulator } = fixture;
    const up = expectExit(await stack.up(), "non-zero");
    const posts = JSON.stringify(
      emulator.requests
        .filter(({ method, path: where }) => method === "POST" && where === "/runs")
        .map(({ body }) => body),
    );
    for (const name of ["argument", "nested", "pem"] as const)
      expect(posts).toContain(JSON.stringify(CANARIES[name]));
    expect(posts).not.toContain(CANARIES.trigger);
    expect(emulator.requests.every(({ apiKey }) => apiKey === CANARIES.key)).toBe(true);
    expect(up.all).toContain("cannot log in with [secret]");
    expect(up.all).toContain("| token=[secret]");

    const preview = await stack.preview({ args: ["--diff"] });
    const output = await stack.run(["stack", "output", "--json"]);
    results.push(up, preview, await stack.refresh(), output);
    const state = JSON.stringify(await stack.exportState());
    const files = await textOfFiles(path.join(path.dirname(stack.dir), "backend"));
    expect(leaked(results.map(shown).join("\n") + state + files)).toEqual([]);
    expect(state).toContain("spark.plain");
  });

  // rule: secrets
  it("are hidden where the API repeats them: in refusals, statuses, names, times and the notes of a retry", async () => {
    const { stack, emulator } = fixture;
    const echo = ECHO.join(" ");
    const error = {
      code: echo,
      message: `no: ${echo}`,
      details: `given ${echo}`,
      field: echo,
      suggestion: echo,
    };
    const refusal = { method: "POST", path: "/runs", body: { errors: [error], requestId: echo } };
    emulator.fault({ kind: "status", status: 429, headers: { "retry-after": "0.1" }, ...refusal });
    emulator.fault({ kind: "status", status: 422, ...refusal });
    const run = {
      id: "run-9",
      name: `job ${CANARIES.failing}`,
      status: `WAITING for ${CANARIES.failing}`,
      createTime: `at ${CANARIES.failing}`,
      triggeredBy: { id: "user-1", email: echo, name: echo },
      kubeApp: {
        id: "app-9",
        status: echo,
        message: echo,
        apiPayload: { args: [echo] },
        appMeta: { spark_ui_url: echo },
      },
    };
    emulator.fault({ kind: "status", status: 200, method: "GET", path: "/runs/run-9", body: run, ...ALWAYS });
    const all = Object.keys(CANARIES).map((name) => `secret("${name}")`);
    const args = `args: [${all.join()}]`;
    stack.writeProgram(`
      ${program.slice(0, program.indexOf("const ok ="))}
      new wherobots.JobRun("refused", { runPython: { uri: "${OK}", ${args} } });
      new wherobots.JobRun("taken", { runPython: { uri: "${OK}", ${args} }, takeOverRunId: "run-9", wait: { maxSeconds: 2 } });
    `);
    const up = expectExit(await stack.up(), "non-zero");
    expect(up.all).toContain("HTTP 429");
    expect(up.all).toContain("HTTP 422");
    expect(up.all).toContain("run run-9 (job [secret]) is WAITING for [secret]");
    expect(await fixture.outputsOf("taken")).toMatchObject({
      status: "WAITING for [secret]",
      // A run is looked up by its name: it is kept, encrypted.
      runName: { ciphertext: expect.any(String) },
      createTime: "at [secret]",
    });
    results.push(up);
    expect(leaked(shown(up))).toEqual([]);
  });

  // rule: secrets
  itThorough("stand in no arguments of a process while a run is followed", async () => {
    const { stack, emulator } = fixture;
    emulator.reset();
    stack.writeProgram(program.replace(OK, ENDLESS));
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.waitForOutput(/ok creating .* RUNNING/);
    const pids = await stack.processes();
    const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8")));
    expect(commands.join("\n")).toContain(HOSTS[host].process);
    expect(leaked(commands.join("\n").replaceAll("\0", " "))).toEqual([]);
    for (const { id } of emulator.runs()) emulator.finish(id, "COMPLETED");
    const { all } = await up.wait();
    expect(leaked(all)).toEqual([]);
  });
});

function account() {
  return {
    apiKey: CANARIES.key,
    userId: "user-1",
    email: "runner@emulator.test",
    name: "Runner",
    organizationId: "org-1",
    organizationName: "Organization",
    defaultRegion: "aws-us-west-2",
    defaultRuntime: "tiny",
    allowedRegions: ["aws-us-west-2"],
  };
}
