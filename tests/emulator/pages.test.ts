import { createHash } from "node:crypto";
import { DEFAULT_ACCOUNT } from "../../emulator";
import { type Answer, emulatorPerTest } from "./api-caller";

/** What a browser sends that opens an address. */
const BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const HOSTILE = `</pre></title><script>alert(1)</script><img src=x onerror="alert('2')">`;
const HTML = { "content-type": "text/html; charset=UTF-8" };

const plan = { neverEnds: true, logs: { count: 700, text: `line {n} of ${HOSTILE}` } };
const api = emulatorPerTest({
  plans: [{ match: { name: "open-*" }, plan }],
  defaultPlan: { outcome: HOSTILE },
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function open(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return api.get(path, { apiKey: null, headers: { ...BROWSER, ...headers } });
}

async function openRun(name = "open-run-1"): Promise<{ id: string; page: Answer }> {
  const args = ["--city", "Oslo", HOSTILE];
  const id = await api.submit({ name, runPython: { uri: "s3://jobs/load.py", args } });
  api.emulator.advance(60_000);
  return { id, page: await open(`/runs/${id}`) };
}

const saying = (text: string | RegExp): { body: string } => ({
  body: (typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text)) as string,
});

describe("the page of a run", () => {
  it("shows its status, times, newest log lines and payload", async () => {
    const { id, page } = await openRun();
    expect(page).toMatchObject({ status: 200, headers: HTML });
    for (const text of [id, "open-run-1", "RUNNING", "2026-01-01T00:00:00.100Z", "line 700", "Oslo"])
      expect(page.body).toContain(text);
    expect(page.body).not.toContain("line 7 of");
  });
});

it.each(["/", "/runs", "/__emulator", "/__emulator/"])("%s shows all runs and requests", async (path) => {
  const { id } = await openRun();
  const all = saying(new RegExp(`href="/runs/${id}"[^]*POST /runs`));
  expect(await open(path)).toMatchObject({ status: 200, ...all });
});

it.each(["/organization", "/nowhere"])("%s shows a person a page, not an error in JSON", async (path) => {
  expect(await open(path)).toMatchObject({ status: 404, ...saying("All runs") });
});

it.each([
  ["who sends a key", { ...BROWSER, "x-api-key": DEFAULT_ACCOUNT.apiKey }, 200],
  ["who sends a token", { ...BROWSER, authorization: "Bearer unknown" }, 401],
  ["who asks for anything", { accept: "*/*" }, 401],
])("a client %s gets the answer of the API", async (_what, headers, status) => {
  const answer = await api.get(`/runs/${await api.submit()}`, { apiKey: null, headers });
  expect(answer).toMatchObject({ status, headers: { "content-type": "application/json" } });
});

it.each(["/", "/__emulator", "/runs/RUN", "/nowhere?<script>", `/${encodeURIComponent(HOSTILE)}`])(
  "the page %s is inert, whatever names, arguments, logs and paths hold",
  async (path) => {
    await api.get(`/${encodeURIComponent(HOSTILE)}`);
    const ended = await openRun("ended-run-1");
    const { id } = await openRun();
    for (const shown of [await open(path.replace("RUN", id)), ended.page]) {
      const text = String(shown.body);
      const [script = ""] = /(?<=<script>)[^]*(?=<\/script>)/.exec(text) ?? [];
      expect(text.replace(script, "")).not.toMatch(/<script(?!><\/script>)|<img|onerror="/i);
      expect(shown.headers["content-security-policy"]).toContain(`script-src 'sha256-${sha256(script)}'`);
      expect(shown.headers).toMatchObject({
        "content-security-policy": expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      });
    }
  },
);

it("pages are styled by the one sheet that their policy allows", async () => {
  const { headers, body } = await open("/");
  const sheet = /<style>([^]*)<\/style>/.exec(String(body))?.[1] ?? "";
  expect(headers["content-security-policy"]).toContain(`style-src 'sha256-${sha256(sheet)}'`);
  expect(body).not.toMatch(/ style=/);
});

describe("what needs no key", () => {
  const reset = (headers: Record<string, string>): Promise<Answer> =>
    api.post("/__emulator/reset", undefined, { apiKey: null, headers });

  it.each(["/", "/runs/x", "/__emulator/requests", "/__emulator/runs"])(
    "is not shown under a foreign name: %s",
    async (path) => {
      const rebound = { host: `rebound.test:${new URL(api.emulator.url).port}` };
      expect((await open(path, rebound)).status).toBe(403);
      const { status } = await api.get(path, { apiKey: null, headers: rebound });
      expect(status).toBeGreaterThanOrEqual(401);
    },
  );

  it.each(["http://elsewhere.test", "null", "http://127.0.0.1:1", "https://localhost"])(
    "is not done for a page of %s",
    async (origin) => {
      await api.submit();
      const body = { error: expect.stringContaining(origin) as string };
      expect(await reset({ origin, "content-type": "text/plain" })).toMatchObject({ status: 403, body });
      expect(api.emulator.runs()).toHaveLength(1);
    },
  );

  it.each(["127.0.0.1", "localhost"])("is done under %s, for its own pages too", async (hostname) => {
    const host = `${hostname}:${new URL(api.emulator.url).port}`;
    expect((await reset({ host, origin: `http://${host}` })).status).toBe(200);
  });
});
