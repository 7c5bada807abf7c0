import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type EmulatorOptions } from "../../emulator";
import { at, call, eachItem, field, stopFlawless } from "./api-caller";

/** What each official client sends, replayed; clients/README.md says how to run the real ones. */

const LINES = 600;
const TEXTS = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`);

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<void> {
  const defaultPlan = { pendingMs: 1000, runningMs: 6000, logs: { count: LINES } };
  emulator = await createEmulator({ clock: "manual", defaultPlan, ...options });
}

afterEach(() => stopFlawless(emulator));

async function get(path: string, headers: Record<string, string> = {}): Promise<unknown> {
  const { status, body } = await call(emulator, "GET", path, { headers });
  expect(status).toBe(200);
  return body;
}

describe("the Airflow provider", () => {
  const headers = {
    "user-agent": "airflow-providers-wherobots/1.8.1 os/linux python/3.11.7 airflow/2.10.0",
    "x-wherobots-client": "client=airflow;ver=1.8.1",
  };

  /** Reads a page as the operator does: numbers only, and a first line that the cursor names is a repeat. */
  async function page(id: string, start: number, seen: string[]): Promise<number> {
    const body = await get(`/runs/${id}/logs?cursor=${start}&size=500`, headers);
    const items = eachItem(body, "raw").map(String);
    const timestamps = eachItem(body, "timestamp").map(Number);
    if (items.length === 0) return Number(at(body, "current_page"));
    seen.push(...(timestamps[0] === start ? items.slice(1) : items));
    return Number(at(body, "next_page") ?? timestamps.at(-1));
  }

  it("submits without a runtime or a region, polls, and cancels", async () => {
    await start();
    const body = {
      name: "dag.task.20260101T000000",
      timeoutSeconds: 3600,
      runPython: { uri: "s3://b/x.py", args: [] },
    };
    const created = await call(emulator, "POST", "/runs", { body, headers });
    const id = field(created.body, "id");
    expect(created).toMatchObject({ status: 201, body: { status: "PENDING", name: body.name } });
    expect(await get(`/runs/${id}`, headers)).toMatchObject({ status: "PENDING" });
    expect((await call(emulator, "POST", `/runs/${id}/cancel`, { headers })).status).toBe(200);
    expect(await get(`/runs/${id}`, headers)).toMatchObject({ status: "CANCELLED" });
  });

  it("sees every line once with the cursors of today", async () => {
    await start();
    const body = { name: "dag.task.20260101T000000", runPython: { uri: "s3://b/x.py" } };
    const id = field((await call(emulator, "POST", "/runs", { body, headers })).body, "id");
    const cursors: string[] = ["0"];
    const seen: string[] = [];
    for (let step = 0; step < 10; step += 1) {
      emulator.advance(1000);
      // Python's integers hold nanoseconds, so the text is compared where the operator compares numbers.
      const answer = await get(`/runs/${id}/logs?cursor=${cursors.at(-1) ?? ""}&size=500`, headers);
      const items = eachItem(answer, "raw").map(String);
      const timestamps = eachItem(answer, "timestamp").map(String);
      seen.push(...(timestamps[0] === cursors.at(-1) ? items.slice(1) : items));
      cursors.push(String(at(answer, "next_page") ?? timestamps.at(-1) ?? at(answer, "current_page")));
    }
    expect(seen).toEqual(TEXTS);
    expect(cursors.every((cursor) => /^\d+$/.test(cursor))).toBe(true);
  });

  it("starts with cursor 0 and is told 0 while there is nothing", async () => {
    await start({ numericLogTimestamps: true });
    const body = { name: "dag.task.20260101T000000", runPython: { uri: "s3://b/x.py" } };
    const id = field((await call(emulator, "POST", "/runs", { body, headers })).body, "id");
    const seen: string[] = [];
    expect(await page(id, 0, seen)).toBe(0);
    emulator.advance(1000);
    expect(await page(id, 0, seen)).toBeGreaterThan(10 ** 18);
    expect(seen).toEqual(["line 1"]);
  });
});

describe("the command-line client", () => {
  const headers = { "x-wherobots-client": "client=cli;ver=1.0.0" };

  it("lists, repeats statuses, and reads 200 or 1000 lines at a time", async () => {
    await start();
    const body = {
      name: "cli-run-1",
      runtime: "tiny",
      timeoutSeconds: 3600,
      runJar: { uri: "s3://b/x.jar", args: ["a b"], mainClass: "x.Main" },
      environment: {
        sparkConfigs: { "spark.a": "1" },
        dependencies: [{ sourceType: "PYPI", libraryName: "x", libraryVersion: "1" }],
      },
    };
    const created = await call(emulator, "POST", "/runs?region=aws-us-west-2", { body, headers });
    const id = field(created.body, "id");
    emulator.advance(60_000);
    const list = await get(
      "/runs?name=cli-run-1&status=COMPLETED&status=FAILED&size=10&created_after=2025-12-31T00:00:00Z",
      headers,
    );
    expect(list).toMatchObject({ total: 1, items: [{ id }] });
    expect(eachItem(await get(`/runs/${id}/logs?size=1000`, headers), "raw")).toEqual(TEXTS);
    expect(eachItem(await get(`/runs/${id}/logs?size=200`, headers), "raw")).toEqual(TEXTS.slice(0, 200));
  });

  it("goes on at an offset where there is no next page", async () => {
    await start();
    const body = { name: "cli-run-1", runPython: { uri: "s3://b/x.py" } };
    const id = field((await call(emulator, "POST", "/runs", { body, headers })).body, "id");
    emulator.advance(2500);
    const first = await get(`/runs/${id}/logs?size=200`, headers);
    expect(first).toMatchObject({ next_page: null });
    const read = eachItem(first, "raw").length;
    emulator.advance(60_000);
    expect(eachItem(await get(`/runs/${id}/logs?cursor=${read}&size=1000`, headers), "raw")).toEqual(
      TEXTS.slice(read),
    );
  });

  it("asks for the organization, the choices and the upload target", async () => {
    await start();
    const organization = await get("/organization", headers);
    const bucket = field(organization, "fileStore", "bucketName");
    const integration = field(organization, "storageIntegrations", 0, "id");
    await get(`/files/integration-dir?integration_id=${integration}&dir=/`, headers);
    const user = field(await get("/users/me", headers), "id");
    await get(`/files/dir?dir=${bucket}/${field(organization, "id")}/data/customer-${user}`, headers);
    await get("/me/jupyter/lab/config-hint", headers);
    const key = `${bucket}/wherobots-jobs/cli-run-1/x.py`;
    const target = await call(emulator, "POST", `/files/upload-url?key=${encodeURIComponent(key)}`, {
      headers,
    });
    const put = await call(emulator, "PUT", field(target.body, "uploadUrl"), {
      apiKey: null,
      rawBody: "print(1)",
    });
    expect(put.status).toBe(200);
  });
});

describe("the Python SDK", () => {
  const headers = {
    "content-type": "application/json",
    "user-agent": "wherobots-python-sdk/0.5.1",
    "x-wherobots-client": "client=python-sdk;ver=0.5.1;plat=linux",
  };

  it.each([{}, { numericLogTimestamps: true }, { opaqueLogCursors: true }])(
    "reads logs from cursor 0 to the first null, with %j",
    async (options) => {
      await start(options);
      const body = { name: "sdk-run-1", timeoutSeconds: 3600, runPython: { uri: "s3://b/x.py", args: [] } };
      const id = field((await call(emulator, "POST", "/runs", { body, headers })).body, "id");
      emulator.advance(60_000);
      const seen = new Set<unknown>();
      for (let cursor: string | number | null = "0"; cursor !== null; ) {
        const page = await get(`/runs/${id}/logs?cursor=${cursor}&size=100`, headers);
        for (const text of eachItem(page, "raw")) seen.add(text);
        const next = at(page, "next_page");
        cursor = typeof next === "string" || typeof next === "number" ? next : null;
      }
      expect([...seen]).toEqual(TEXTS);
    },
  );

  it("sends a content type without a body, and takes a bearer token", async () => {
    await start();
    const created = await call(emulator, "POST", "/runs", {
      body: { name: "sdk-run-1", runPython: { uri: "s3://b/x.py" } },
      apiKey: null,
      headers: { ...headers, authorization: `Bearer ${DEFAULT_ACCOUNT.bearerToken ?? ""}` },
    });
    const id = field(created.body, "id");
    expect((await call(emulator, "POST", `/runs/${id}/cancel`, { headers })).status).toBe(200);
    expect(await get("/runs?size=100", headers)).toMatchObject({ items: [{ id, status: "CANCELLED" }] });
    expect(await get(`/runs/${id}/metrics`, headers)).toEqual({ series_metrics: {}, instant_metrics: {} });
  });
});
