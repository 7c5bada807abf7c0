import { DEFAULT_ACCOUNT } from "../../emulator";
import { at, eachItem, emulatorPerTest, field } from "./api-caller";

/** What each official client sends, replayed. */

const LINES = 600;
const TEXTS = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`);

const api = emulatorPerTest({ defaultPlan: { pendingMs: 1000, runningMs: 6000, logs: { count: LINES } } });

type Headers = Record<string, string>;

async function get(path: string, headers: Headers): Promise<unknown> {
  const { status, body } = await api.get(path, { headers });
  expect(status).toBe(200);
  return body;
}

/** The id of a run that was submitted with what a client sends. */
async function submitted(headers: Headers, more: object = {}, query = ""): Promise<string> {
  const body = { name: "a-client-run", runPython: { uri: "s3://b/x.py", args: [] }, ...more };
  return field((await api.post(`/runs${query}`, body, { headers })).body, "id");
}

describe("the Airflow provider", () => {
  const headers = {
    "user-agent": "airflow-providers-wherobots/1.8.1 os/linux python/3.11.7 airflow/2.10.0",
    "x-wherobots-client": "client=airflow;ver=1.8.1",
  };

  // The operator reads numbers only, and drops a first line that the cursor names. Python's integers hold
  // nanoseconds, so the text is compared here.
  it("sees every line once with the cursors of today", async () => {
    const id = await submitted(headers);
    const cursors = ["0"];
    const seen: string[] = [];
    for (let step = 0; step < 10; step += 1) {
      api.emulator.advance(1000);
      const answer = await get(`/runs/${id}/logs?cursor=${cursors.at(-1) ?? ""}&size=500`, headers);
      const items = eachItem(answer, "raw").map(String);
      const timestamps = eachItem(answer, "timestamp").map(String);
      seen.push(...(timestamps[0] === cursors.at(-1) ? items.slice(1) : items));
      cursors.push(String(at(answer, "next_page") ?? timestamps.at(-1) ?? at(answer, "current_page")));
    }
    expect(seen).toEqual(TEXTS);
    expect(cursors.every((cursor) => /^\d+$/.test(cursor))).toBe(true);
  });

  it("starts with cursor 0, is told 0 while there is nothing, and then numbers", async () => {
    await api.restart({ numericLogTimestamps: true });
    const path = `/runs/${await submitted(headers)}/logs?cursor=0&size=500`;
    expect(await get(path, headers)).toMatchObject({ items: [], current_page: 0 });
    api.emulator.advance(1000);
    expect(await get(path, headers)).toMatchObject({
      items: [{ raw: "line 1", timestamp: expect.any(Number) }],
    });
  });
});

describe("the command-line client", () => {
  const headers = { "x-wherobots-client": "client=cli;ver=1.0.0" };

  it("goes on at an offset where there is no next page", async () => {
    const id = await submitted(headers);
    api.emulator.advance(2500);
    const first = await get(`/runs/${id}/logs?size=200`, headers);
    expect(first).toMatchObject({ next_page: null });
    const read = eachItem(first, "raw").length;
    api.emulator.advance(60_000);
    const rest = await get(`/runs/${id}/logs?cursor=${read}&size=1000`, headers);
    expect(eachItem(rest, "raw")).toEqual(TEXTS.slice(read));
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
      await api.restart(options);
      const id = await submitted(headers, { timeoutSeconds: 3600 });
      api.emulator.advance(60_000);
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
    const created = await api.post(
      "/runs",
      { name: "sdk-run-1", runPython: { uri: "s3://b/x.py" } },
      { apiKey: null, headers: { ...headers, authorization: `Bearer ${DEFAULT_ACCOUNT.bearerToken ?? ""}` } },
    );
    const id = field(created.body, "id");
    expect((await api.post(`/runs/${id}/cancel`, undefined, { headers })).status).toBe(200);
    expect(await get("/runs?size=100", headers)).toMatchObject({ items: [{ id, status: "CANCELLED" }] });
    expect(await get(`/runs/${id}/metrics`, headers)).toEqual({ series_metrics: {}, instant_metrics: {} });
  });
});
