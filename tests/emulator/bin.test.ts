import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Agent, request } from "undici";
import { createEmulator, DEFAULT_ACCOUNT } from "../../emulator";
import { shellHelp, shellOptions } from "../../emulator/shell-options";
import { buildIfStale } from "../../scripts/build-if-stale";
import { certificate, testCa } from "../support/network/certificates";
import { REPOSITORY } from "../support/repository";
import { call, fetchFailure } from "./api-caller";

jest.setTimeout(60_000);

const FOLDER = mkdtempSync(join(tmpdir(), "emulator-bin-"));

let child: ChildProcess | undefined;
// As people have it; by ts-node each of these starts takes a second more.
beforeAll(() => buildIfStale());
afterEach(() => child?.kill("SIGKILL"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function file(value: unknown, name = "file.json"): string {
  const path = join(FOLDER, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

function start(...args: string[]): ChildProcess {
  child = spawn(process.execPath, [join(REPOSITORY, "dist/emulator/bin.js"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return child;
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("its output is not read");
  const [line]: unknown[] = await once(createInterface({ input: stdout }), "line");
  const [, url] = /^wherobots-emulator listening on (https?:\/\/127\.0\.0\.1:\d+)$/.exec(String(line)) ?? [];
  if (url === undefined) throw new Error(`unexpected line: ${String(line)}`);
  return url;
}

/** Everything it wrote and how it ended. */
async function finished(process: ChildProcess): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  process.stdout?.on("data", (chunk) => (written.stdout += String(chunk)));
  process.stderr?.on("data", (chunk) => (written.stderr += String(chunk)));
  const [code]: unknown[] = await once(process, "close");
  return { code, ...written };
}

describe("wherobots-emulator", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "says where it listens, and ends at once with 0 on %s, open requests or not",
    async (signal) => {
      const emulator = start();
      const url = await listening(emulator);
      await call({ url }, "POST", "/__emulator/fault", { body: { kind: "hang" } });
      const hanging = fetchFailure(`${url}/runs`);
      const ended = finished(emulator);
      await call({ url }, "GET", "/__emulator/requests");
      emulator.kill(signal);
      expect(await ended).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(await hanging).toContain("fetch failed");
    },
  );

  it("serves https with a certificate from files", async () => {
    const { cert, key } = certificate("trusted");
    const url = await listening(start("--cert", file(cert, "cert.pem"), "--key", file(key, "key.pem")));
    expect(url).toMatch(/^https:/);
    const dispatcher = new Agent({ connect: { ca: testCa() } });
    const { statusCode } = await request(`${url}/health`, { dispatcher });
    await dispatcher.close();
    expect(statusCode).toBe(200);
  });

  it.each([
    [["--port", "many"], "--port many is not a number"],
    [["--plan-file", "/nonexistent.json"], "ENOENT"],
    [["--port", "TAKEN"], "EADDRINUSE"],
  ])("ends with 1 and one line for %j", async (args, named) => {
    const other = await createEmulator();
    const { port } = new URL(other.url);
    const { code, stdout, stderr } = await finished(start(...args.map((arg) => arg.replace("TAKEN", port))));
    await other.stop();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^wherobots-emulator: [^\n]+\n$/);
    expect(stderr).toContain(named);
  });
});

/** Every option that JSON can hold. */
const OPTIONS = {
  port: 8765,
  host: "0.0.0.0",
  initial: { files: [{ uri: "s3://bucket.test/a.py" }] },
  publicUrl: "https://emulator.test",
  tls: { cert: "certificate", key: "key" },
  accounts: [DEFAULT_ACCOUNT],
  clock: "manual",
  startTime: "2026-01-01T00:00:00Z",
  plans: [{ match: { name: { regex: "^bad" } }, times: 1, plan: { outcome: "FAILED" } }],
  defaultPlan: { pendingMs: 1 },
  faults: [{ kind: "status", path: { regex: "^/runs$" }, times: "infinity" }],
  seed: 7,
  requireRegionAndRuntime: true,
  rateLimitPerSecond: 1.5,
  keptRequests: 5,
  cancelOfFinishedRun: "ok",
  numericLogTimestamps: true,
  opaqueLogCursors: true,
  echoDefaultRuntime: true,
  storageQuotaBytes: 1024,
  accessAfterChecks: 2,
  accessAfterMs: 20_000,
  duplicateStorages: "ok",
  quotas: { CPU: 16 },
  forbiddenPaths: ["/settings/*"],
  publicBuckets: { open: "free" },
  cloudConnections: ["connection-1"],
} as const;

/** The same with what JSON has no form for. */
const RULED = {
  ...OPTIONS,
  plans: [{ ...OPTIONS.plans[0], match: { name: /^bad/ } }],
  faults: [{ kind: "status", path: /^\/runs$/, times: Infinity }],
};

/** What has a file of its own. */
const IN_FILES: ReadonlySet<string> = new Set(["tls", "plans", "faults", "initial"]);

/** A flag for every other option. */
const FLAGS = Object.entries(OPTIONS).flatMap(([name, value]) => {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === true) return [[flag]];
  if (typeof value !== "object") return [[flag, String(value)]];
  return IN_FILES.has(name) ? [] : [[flag, JSON.stringify(value)]];
});

it("a shell keeps a bounded number of requests, and leaves the rest to the defaults", () => {
  expect(shellOptions([])).toEqual({ keptRequests: 10_000, plans: [], faults: [] });
});

it("a file gives any option of createEmulator, and flags win over it", () => {
  expect(shellOptions(["--options-file", file(OPTIONS)])).toEqual(RULED);
  const { plans, faults, tls, initial, ...rest } = OPTIONS;
  const files = [
    ...["--plan-file", file(plans, "plans.json"), "--fault-file", file(faults, "faults.json")],
    ...["--seed-file", file(initial, "seed.json")],
    ...["--cert", file(tls.cert, "cert.pem"), "--key", file(tls.key, "key.pem")],
    ...["--options-file", file({ ...rest, port: 1, clock: "real", seed: 1 })],
  ];
  expect(shellOptions([...FLAGS.flat(), ...files])).toEqual(RULED);
});

it.each([
  [["--port", ""], "--port  is not a number"],
  [["--port", "70000"], "/port must be <= 65535"],
  [["--prot", "1"], "--prot"],
  [["--quotas", "{"], "--quotas is not JSON: {"],
  [
    ["--seed-file", file({ runs: [{}] }, "no-payload.json")],
    "/initial/runs/0 must have required property 'payload'",
  ],
  [["--clock", "fast"], "/clock must be equal to one of the allowed values: real, manual"],
  [["--kept-requests", "0"], "/keptRequests must be >= 1"],
  [["--cert", file("certificate", "cert.pem")], "/tls must have required property 'key'"],
  [["--options-file", file("[]", "list.json")], "list.json: it holds no JSON object"],
  [["--options-file", file({ ports: 1 }, "typo.json")], "body must NOT have additional properties: ports"],
  [["--plan-file", file("{", "broken.json")], "broken.json: "],
  [["--fault-file", file([{ kind: "odd" }], "odd.json")], "/faults/0/kind"],
  [["--storage-quota-bytes=-1"], "/storageQuotaBytes must be >= 0"],
  [["--access-after-checks", "1.5"], "/accessAfterChecks must be integer"],
  [["--duplicate-storages", "maybe"], "/duplicateStorages must be equal to one of the allowed values"],
  [
    ["--options-file", file({ quotas: { GPU: 1 } }, "quotas.json")],
    "must NOT have additional properties: GPU",
  ],
  [["extra"], "extra"],
])("%j is refused", (words, named) => {
  expect(() => shellOptions(words)).toThrow(named);
});

it("the help names every flag, and shows how to begin", () => {
  expect(shellOptions(["--help"])).toBe("help");
  for (const [flag] of FLAGS) expect(shellHelp()).toContain(flag);
  expect(shellHelp()).toContain("WHEROBOTS_API_URL=http://127.0.0.1:8765");
});
