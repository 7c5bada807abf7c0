import { networkInterfaces } from "node:os";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type EmulatorOptions } from "../../emulator";

let emulator: Emulator;
afterEach(() => emulator.stop());

async function open(options: EmulatorOptions): Promise<void> {
  emulator = await createEmulator({ clock: "manual", ...options });
}

async function get(path: string, apiKey: string = DEFAULT_ACCOUNT.apiKey): Promise<unknown> {
  const response = await fetch(`${emulator.url}${path}`, { headers: { "x-api-key": apiKey } });
  return response.json();
}

const PAYLOAD = { name: "nightly-tiles", runPython: { uri: "s3://bucket.test/a.py" } };
const OTHER = { ...DEFAULT_ACCOUNT, apiKey: "wbk_other", userId: "user-2", organizationId: "org-2" };

describe("what is there at the start", () => {
  it("is what the API shows, each in its account, and is there again after a reset", async () => {
    await open({
      accounts: [DEFAULT_ACCOUNT, OTHER],
      initial: {
        runs: [
          { payload: PAYLOAD, createTime: "2025-12-31T23:00:00Z", plan: { outcome: "FAILED" } },
          { payload: { ...PAYLOAD, name: "others-tiles" }, apiKey: OTHER.apiKey, plan: { neverEnds: true } },
        ],
        files: [{ uri: "s3://team-org-1/scripts/a.py", text: "print(1)" }],
        storages: [{ name: "raw", path: "s3://raw.test/in", readOnly: true }],
      },
    });
    for (const time of ["at the start", "after a reset"]) {
      expect([time, await get("/runs")]).toMatchObject([
        time,
        { items: [{ name: "nightly-tiles", status: "FAILED", createTime: "2025-12-31T23:00:00.000Z" }] },
      ]);
      expect(await get("/runs", OTHER.apiKey)).toMatchObject({ items: [{ name: "others-tiles" }] });
      expect(emulator.files()).toMatchObject([{ uri: "s3://team-org-1/scripts/a.py", sizeBytes: 8 }]);
      expect(await get("/storage")).toMatchObject([{}, {}, { name: "raw", readOnly: true }]);
      emulator.reset();
    }
    expect(emulator.requests).toEqual([]);
  });

  it("follows the options as a submitted run does", async () => {
    await open({ echoDefaultRuntime: true, initial: { runs: [{ payload: PAYLOAD }] } });
    expect(await get("/runs")).toMatchObject({
      items: [{ payload: { runtime: DEFAULT_ACCOUNT.defaultRuntime } }],
    });
  });

  it.each<[string, EmulatorOptions["initial"]]>([
    ["initial runs[1]: name", { runs: [{ payload: PAYLOAD }, { payload: { name: "x" } }] }],
    [
      "initial runs[0]: runPython, runJar: exactly one of them",
      { runs: [{ payload: { name: "no-program" } }] },
    ],
    ['initial runs[0]: region: "moon-1" is not one of', { runs: [{ payload: PAYLOAD, region: "moon-1" }] }],
    ["no account has the key wbk_none", { runs: [{ payload: PAYLOAD, apiKey: "wbk_none" }] }],
    ["yesterday is not a time", { runs: [{ payload: PAYLOAD, createTime: "yesterday" }] }],
    ["initial files[0]: RangeError: a.py is not s3://BUCKET/KEY", { files: [{ uri: "a.py" }] }],
  ])("is refused with its place: %s", async (problem, initial) => {
    await open({});
    await expect(createEmulator({ clock: "manual", ...(initial ? { initial } : {}) })).rejects.toThrow(
      problem,
    );
  });
});

describe("another host", () => {
  it("is reached by its other addresses, with its pages and controls for loopback alone", async () => {
    await open({ host: "0.0.0.0" });
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === "IPv4" && !address.internal)?.address;
    const url = emulator.url.replace("127.0.0.1", outside ?? "127.0.0.2");
    const headers = { "x-api-key": DEFAULT_ACCOUNT.apiKey };
    expect((await fetch(`${url}/users/me`, { headers })).status).toBe(200);
    expect((await fetch(`${url}/__emulator/runs`)).status).toBe(403);
    expect((await fetch(`${emulator.url}/__emulator/runs`)).status).toBe(200);
  });

  it("is an IPv6 address in brackets", async () => {
    await open({ host: "::1" });
    expect(emulator.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${emulator.url}/__emulator/runs`)).status).toBe(200);
  });
});
