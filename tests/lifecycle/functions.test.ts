import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type EmulatorOptions } from "../../emulator";
import type { RunList } from "../../provider/functions/records";
import { PluginHost } from "../../provider/hosts/plugin/plugin-host";
import type { Properties } from "../../provider/values";
import { runsOf } from "../../sdk/runs-of";
import { STACK_STATE } from "../support/context/lifecycle-context";
import { type RunningContext, runningContext } from "../support/context/running-context";
import { SCRIPT } from "../support/lifecycle/mini-engine";

const ABROAD = { ...DEFAULT_ACCOUNT, apiKey: "wbk_abroad", userId: "user-2", organizationId: "org-2" };
const RUNS = 250;
const LINES = 2_500;
const SECRET = "canary-functions-7c1e";

let emulator: Emulator;
let context: RunningContext;

async function open(options: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator({
    clock: "manual",
    accounts: [DEFAULT_ACCOUNT, ABROAD],
    defaultPlan: { pendingMs: 0, runningMs: 1_000, logs: { count: LINES }, costUsd: 0.123456 },
    ...options,
  });
  context = runningContext(emulator);
}

afterEach(async () => {
  await context.close();
  await emulator.stop();
});

/** What the engine is told when a program calls the function in a process that has done nothing yet. */
async function invoke(name: string, args: Properties = {}): Promise<Properties> {
  const { session, clock, random, live } = context;
  const parts = {
    openSession: () => session,
    engineLog: () => Promise.resolve(),
    ...{ clock, random, live },
    stackStateOf: () => STACK_STATE,
  };
  const host = new PluginHost(parts, new AbortController().signal);
  const { result, failures } = await host.invoke({ token: `wherobots:index:${name}`, args });
  expect(failures).toEqual([]);
  return result;
}

async function submit(name: string, apiKey: string = DEFAULT_ACCOUNT.apiKey, region = ""): Promise<string> {
  const query = region === "" ? "" : `?region=${region}`;
  const response = await fetch(`${emulator.url}/runs${query}`, {
    method: "POST",
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    body: JSON.stringify({ name, runtime: "small", ...SCRIPT }),
  });
  return ((await response.json()) as { id: string }).id;
}

/** Paths with their cursors, since the last call. */
function asked(): string[] {
  const sent = emulator.requests.map(({ method, path }) => `${method} ${path}`);
  return sent.filter((request) => !request.startsWith("POST /runs"));
}

function texts(answer: Properties): string[] {
  return (answer["lines"] as { text: string }[]).map(({ text }) => text);
}

function line(number: number): string {
  return `line ${number}`;
}

describe("listRuns", () => {
  beforeEach(async () => {
    await open();
    for (let number = 1; number <= RUNS; number++) {
      await submit(`nightly-${String(number).padStart(3, "0")}`);
      emulator.advance(10);
    }
  });

  it("reads every page, newest first", async () => {
    const { runs, complete } = await invoke("listRuns", { name: "nightly-*" });
    const names = (runs as { runName: string }[]).map(({ runName }) => runName);
    expect([names.length, complete]).toEqual([RUNS, true]);
    expect(names).toEqual(names.toSorted().reverse());
    expect(asked()).toEqual(["GET /runs", "GET /runs", "GET /runs"]);
  });

  it("goes on after an empty page", async () => {
    const first = await fetch(`${emulator.url}/runs?size=100`, {
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    });
    const { next_page: next } = (await first.json()) as { next_page: string };
    // Another text for the same place.
    const body = { items: [], total: RUNS, next_page: `${next}=` };
    emulator.fault({ kind: "status", status: 200, body, method: "GET", path: "/runs", skip: 1 });
    const { runs, complete } = await invoke("listRuns");
    expect([(runs as object[]).length, complete]).toEqual([RUNS, true]);
    expect(asked()).toHaveLength(5);
  });

  it("ends at maxRuns, or where nothing but empty pages comes, and says that there are more", async () => {
    const { runs, complete } = await invoke("listRuns", { maxRuns: 150 });
    expect([(runs as object[]).length, complete]).toEqual([150, false]);
    expect(asked()).toHaveLength(2);
    const [from] = emulator.requests.slice(-1).map(({ query }) => query["cursor"]);
    const body = { items: [], total: RUNS, next_page: from };
    emulator.fault({ kind: "status", status: 200, body, method: "GET", path: "/runs", times: 1_000 });
    expect(await invoke("listRuns")).toEqual({ runs: [], complete: false });
  });

  it("continues at nextCursor, so that several calls return each run once", async () => {
    const names: string[] = [];
    for (let cursor: unknown, calls = 0; calls === 0 || cursor !== undefined; calls++) {
      const { runs, nextCursor } = await invoke("listRuns", { maxRuns: 110, ...(calls > 0 && { cursor }) });
      names.push(...(runs as { runName: string }[]).map(({ runName }) => runName));
      cursor = nextCursor;
    }
    expect([names.length, new Set(names).size]).toEqual([RUNS, RUNS]);
    expect(names).toEqual(names.toSorted().reverse());
  });

  it("has what the list tells of a run, and no runs of others", async () => {
    await submit("abroad-1", ABROAD.apiKey);
    const runId = await submit("special-1", DEFAULT_ACCOUNT.apiKey, "aws-eu-west-1");
    emulator.advance(5_000);
    const times = {
      createTime: expect.any(String),
      startTime: expect.any(String),
      completeTime: expect.any(String),
    };
    const run = {
      runId,
      runName: "special-1",
      status: "COMPLETED",
      runtime: "small",
      region: "aws-eu-west-1",
    };
    for (const args of [{ name: "special-1" }, { region: "aws-eu-west-1", status: ["COMPLETED"] }])
      expect(await invoke("listRuns", args)).toEqual({ runs: [{ ...run, ...times }], complete: true });
    expect(await invoke("listRuns", { name: "abroad-*" })).toEqual({ runs: [], complete: true });
    expect(await invoke("listRuns", { createdAfter: "2100-01-01" })).toEqual({ runs: [], complete: true });
  });
});

// rule: each-run
describe("eachRun", () => {
  const each = (filters: Properties = {}): ReturnType<typeof runsOf> =>
    runsOf(async (page) => (await invoke("listRuns", { ...filters, ...page })) as unknown as RunList);
  beforeEach(async () => {
    await open();
    for (let number = 1; number <= RUNS; number++) {
      await submit(`nightly-${String(number).padStart(3, "0")}`);
      emulator.advance(10);
    }
  });

  it("reads page by page as the loop asks, and each run once", async () => {
    const names: string[] = [];
    const pages: number[] = [];
    for await (const { runName } of each({ name: "nightly-*" })) {
      names.push(runName);
      pages.push(asked().length);
      // It moves a run to the next page.
      if (names.length === 50) await submit("nightly-new");
    }
    expect(names).toEqual(names.toSorted().reverse());
    expect(names).toHaveLength(RUNS);
    expect([0, 99, 100, 199, 200, RUNS - 1].map((index) => pages[index])).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it("asks for nothing before the loop begins and after it has ended", async () => {
    const runs = each();
    expect(asked()).toEqual([]);
    for await (const { runName } of runs) if (runName === "nightly-145") break;
    expect(asked()).toEqual(["GET /runs", "GET /runs"]);
  });

  it("fails where the list does not come to its end", async () => {
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { runId } of each()) seen.push(runId);
    };
    const body = { items: [], total: RUNS, next_page: "nowhere" };
    emulator.fault({ kind: "status", status: 200, body, method: "GET", path: "/runs", skip: 1, times: 9 });
    await expect(read()).rejects.toThrow("more than these 100 runs");
    expect(seen).toHaveLength(100);
  });
});

describe.each([
  ["numeric", {}],
  ["repeating", { numericLogTimestamps: true }],
  ["opaque", { opaqueLogCursors: true }],
])("getRunLogs with %s cursors", (_, options) => {
  let runId: string;
  beforeEach(async () => {
    await open(options);
    runId = await submit("nightly-1");
    emulator.advance(5_000);
  });

  it("reads the whole log, each line once", async () => {
    const answer = await invoke("getRunLogs", { runId });
    expect(texts(answer)).toEqual(Array.from({ length: LINES }, (_line, index) => line(index + 1)));
    expect(answer["complete"]).toBe(true);
    expect(asked()).toHaveLength(3);
  });

  it("reads the last lines, those from a line on, and no more than it may", async () => {
    const last = await invoke("getRunLogs", { runId, tail: 2 });
    expect([texts(last), last["complete"]]).toEqual([[line(LINES - 1), line(LINES)], true]);
    const [{ timestamp }] = last["lines"] as [{ timestamp: string }];
    expect(timestamp).toMatch(/^\d{19}$/);
    expect(await invoke("getRunLogs", { runId, from: timestamp })).toEqual(last);
    const first = await invoke("getRunLogs", { runId, maxLines: 2_400 });
    expect([texts(first).length, texts(first)[0], first["complete"]]).toEqual([2_400, line(1), false]);
    const whole = await invoke("getRunLogs", { runId, maxLines: LINES, from: "2026-01-01T00:00:00Z" });
    expect([texts(whole).length, whole["complete"]]).toEqual([LINES, true]);
  });
});

describe("getRunLogs", () => {
  it("goes on after an empty page", async () => {
    await open();
    const runId = await submit("nightly-1");
    emulator.advance(5_000);
    await invoke("getRunLogs", { runId });
    const next = emulator.requests.at(-2)?.query["cursor"];
    // Two lines are further apart.
    const body = { items: [], current_page: next, next_page: String(BigInt(String(next)) + 1n) };
    emulator.fault({ kind: "status", status: 200, body, path: `/runs/${runId}/logs`, skip: 1 });
    expect(texts(await invoke("getRunLogs", { runId }))).toHaveLength(LINES);
  });

  it("hides secrets that the process knows, and makes every line safe to show", async () => {
    const text = `\u001b[31m::add-mask::${SECRET} ${DEFAULT_ACCOUNT.apiKey}\u0007`;
    await open({ defaultPlan: { pendingMs: 0, runningMs: 10, logs: [{ text }, { text: "" }] } });
    const runId = await submit("nightly-1");
    emulator.advance(5_000);
    context.session.addSecrets([SECRET]);
    expect(texts(await invoke("getRunLogs", { runId }))).toEqual([": :add-mask::[secret] [secret]", ""]);
  });
});

describe("getRunMetrics", () => {
  it("has the values over time and the latest ones, as far as they can be read", async () => {
    await open();
    const runId = await submit("nightly-1");
    emulator.advance(5_000);
    const answer = await invoke("getRunMetrics", { runId });
    expect(answer).toMatchObject({
      series: {
        CPU_UTILIZATION_PERCENT: { format: "PERCENTAGE", displayName: "CPU utilization" },
      },
      instant: {
        COST_USD: { displayName: "Cost", format: "CURRENCY", value: 0.123456, timestamp: expect.any(Number) },
      },
    });
    const point = (value: number | null, timestamp: number): object => ({ value, timestamp });
    const body = {
      series_metrics: {
        GPU: { display_name: "GPU", metric: { data: [point(null, 1), point(2, 2)], format: "NUMBER" } },
        BROKEN: { metric: "none" },
      },
      instant_metrics: { NEW: { metric: { data: point(7, 3) } }, COST_USD: null },
    };
    emulator.fault({ kind: "status", status: 200, body, path: `/runs/${runId}/metrics` });
    expect(await invoke("getRunMetrics", { runId })).toEqual({
      series: { GPU: { displayName: "GPU", format: "NUMBER", data: [{ timestamp: 1 }, point(2, 2)] } },
      instant: { NEW: point(7, 3) },
    });
  });

  it("has none before the run starts", async () => {
    await open({ defaultPlan: { pendingMs: 5_000 } });
    const runId = await submit("nightly-1");
    expect(await invoke("getRunMetrics", { runId })).toEqual({ series: {}, instant: {} });
  });
});

describe("getRunCosts", () => {
  it("has one entry for each run in the order of the ids, or why there is none", async () => {
    await open({ defaultPlan: { pendingMs: 0, runningMs: 1_000, costUsd: 0.123456, costSettlesMs: 60_000 } });
    const abroad = await submit("abroad-1", ABROAD.apiKey);
    const ids: string[] = [];
    for (let number = 0; number < 130; number++) ids.push(await submit(`nightly-${number}`));
    emulator.advance(2_000);
    const { costs } = await invoke("getRunCosts", { runIds: [abroad, ...ids, ids[0]] });
    const cost = { usd: 0.123456, spatialUnits: 0.4, settled: false };
    expect(costs).toEqual([
      { runId: abroad, unavailable: "no_such_run" },
      ...[...ids, ids[0]].map((runId) => ({ runId, ...cost })),
    ]);
    expect(asked().filter((request) => request === "POST /usage/costs")).toHaveLength(3);
    emulator.advance(60_000);
    const settled = { costs: [{ runId: ids[0], ...cost, settled: true }] };
    expect(await invoke("getRunCosts", { runIds: [ids[0]] })).toEqual(settled);
  });

  it("says what the API says, and asks nothing for runs that have not started", async () => {
    await open();
    const runId = await submit("nightly-1");
    emulator.advance(5_000);
    const app = emulator.runs()[0]?.kubeAppId ?? "";
    const answerWith = (cost: object): void =>
      emulator.fault({ kind: "status", status: 200, body: { costs: { [app]: cost } }, path: "/usage/costs" });
    answerWith({ kind: "unavailable", kube_app_id: app, reason: "upstream_error" });
    const unavailable = (reason: string): object => ({ costs: [{ runId, unavailable: reason }] });
    expect(await invoke("getRunCosts", { runIds: [runId] })).toEqual(unavailable("upstream_error"));
    answerWith({ kind: "available", cost: "much", spatial_units: "" });
    expect(await invoke("getRunCosts", { runIds: [runId] })).toEqual(unavailable("not_found"));
    const bare = { id: runId, name: "nightly-1", status: "PENDING", createTime: "2026-01-01T00:00:00Z" };
    emulator.fault({ kind: "status", status: 200, body: bare, path: `/runs/${runId}` });
    expect(await invoke("getRunCosts", { runIds: [runId] })).toEqual(unavailable("not_started"));
    expect(asked().filter((request) => request === "POST /usage/costs")).toHaveLength(2);
  });
});

describe("getOrganization and getStorages", () => {
  it("tell whose account it is, what it may, and where its files are", async () => {
    await open({ quotas: { CPU: 64 } });
    const { organizationId, organizationName, defaultRegion, defaultRuntime, allowedRegions } =
      DEFAULT_ACCOUNT;
    expect(await invoke("getOrganization")).toEqual({
      ...{ id: organizationId, name: organizationName, defaultRegion, defaultRuntime, allowedRegions },
      quotas: expect.objectContaining({ CPU: 64, WORKLOAD_LIFETIME_HOUR: 24 }),
      user: { id: DEFAULT_ACCOUNT.userId, email: DEFAULT_ACCOUNT.email },
    });
    const { storages } = await invoke("getStorages");
    const types = (storages as { type: string }[]).map(({ type }) => type);
    expect(types.toSorted()).toEqual(["INTEGRATION", "MANAGED"]);
    expect(storages).toContainEqual(
      expect.objectContaining({
        id: expect.any(String),
        path: expect.stringMatching(/^s3:\/\//),
        readOnly: false,
      }),
    );
    expect(asked().sort()).toEqual([
      ...["GET /organization", "GET /organization/quota/organization", "GET /storage", "GET /users/me"],
    ]);
  });

  it("leave out what the credential may not read", async () => {
    await open();
    for (const path of ["/organization/quota/organization", "/users/me"])
      emulator.fault({ kind: "status", status: 403, path });
    const answer = await invoke("getOrganization");
    expect(Object.keys(answer).sort()).toEqual([
      "allowedRegions",
      "defaultRegion",
      "defaultRuntime",
      "id",
      "name",
    ]);
  });
});

describe("a function", () => {
  it.each(["getRun", "getRunLogs", "getRunMetrics"])(
    "%s says in which account there is no such run, and what to do: a wrong id, a run of others",
    async (name) => {
      await open();
      for (const runId of ["0s3wureoxx7aw3", await submit("abroad-1", ABROAD.apiKey)]) {
        await expect(invoke(name, { runId })).rejects.toThrow(
          new RegExp(
            `There is no run ${runId} in organisation org-1 at http.*Take \`${name}\` of this run out`,
          ),
        );
      }
    },
  );

  it.each<[string, Properties]>([
    ["listRuns", {}],
    ["getRunLogs", { runId: "0s3wureoxx7aw3" }],
    ["getRunMetrics", { runId: "0s3wureoxx7aw3" }],
    ["getRunCosts", { runIds: ["0s3wureoxx7aw3"] }],
    ["getOrganization", {}],
    ["getStorages", {}],
  ])("%s says that the key was rejected, and does not show it", async (name, args) => {
    await open();
    emulator.revoke(DEFAULT_ACCOUNT.apiKey);
    const said = await invoke(name, args).catch((error: unknown) =>
      error instanceof Error ? error.message : "",
    );
    expect(said).toContain("HTTP 401");
    expect(said).toContain("The key was rejected");
    expect(said).not.toContain(DEFAULT_ACCOUNT.apiKey);
  });
});

describe("of storage integrations", () => {
  // rule: storage-functions
  it("getStorageIntegration finds one by its id or name, and says which account has none", async () => {
    await open();
    const { storages } = await invoke("getStorages");
    const team = (storages as { id: string; name: string }[]).find(({ name }) => name === "team");
    expect(await invoke("getStorageIntegration", { id: team?.id })).toEqual(team);
    expect(await invoke("getStorageIntegration", { name: "team" })).toEqual(team);
    const here = `organisation ${DEFAULT_ACCOUNT.organizationId}`;
    await expect(invoke("getStorageIntegration", { id: "int-none" })).rejects.toThrow(
      `There is no storage int-none in ${here}`,
    );
    await expect(invoke("getStorageIntegration", { name: "none" })).rejects.toThrow(
      `there is no storage named "none" in ${here}`,
    );
  });

  // rule: storage-functions
  it("getTrustPolicy gives the policy as JSON, with the accounts that are trusted", async () => {
    await open();
    const { json } = await invoke("getTrustPolicy", { trustedAccountIds: ["210987654321", "310987654321"] });
    const [statement] = (JSON.parse(String(json)) as { Statement: { Principal: { AWS: string[] } }[] })
      .Statement;
    expect(statement?.Principal.AWS.slice(1)).toEqual([
      "arn:aws:iam::210987654321:root",
      "arn:aws:iam::310987654321:root",
    ]);
  });
});
