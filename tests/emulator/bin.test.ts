import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createEmulator } from "../../emulator";
import { call, fetchFailure, PAYLOAD } from "./api-caller";

const ROOT = join(__dirname, "../..");
const TIMEOUT_MS = 60_000;

let child: ChildProcess | undefined;
const folders: string[] = [];

function start(...args: string[]): ChildProcess {
  child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "emulator/bin.ts", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return child;
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("its output is not read");
  const lines = createInterface({ input: stdout });
  const [line]: unknown[] = await once(lines, "line");
  const [, url] = /^wherobots-emulator listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line)) ?? [];
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

function planFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "emulator-bin-"));
  folders.push(folder);
  writeFileSync(join(folder, "plans.json"), text);
  return join(folder, "plans.json");
}

afterEach(() => {
  child?.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

it.each(["SIGINT", "SIGTERM"] as const)(
  "says where it listens, and ends at once with 0 on %s, open requests or not",
  async (signal) => {
    const emulator = start();
    const url = await listening(emulator);
    expect((await call({ url }, "POST", "/runs", { body: PAYLOAD })).status).toBe(201);
    await call({ url }, "POST", "/__emulator/fault", { body: { kind: "hang" } });
    const hanging = fetchFailure(`${url}/runs`);
    const ended = finished(emulator);
    await call({ url }, "GET", "/__emulator/requests");
    emulator.kill(signal);
    expect(await ended).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await hanging).toContain("fetch failed");
  },
  TIMEOUT_MS,
);

it(
  "takes plans from a file",
  async () => {
    const file = planFile('[{"match": {"name": "bad*"}, "plan": {"outcome": "FAILED"}}]');
    const url = await listening(start("--plan-file", file));
    await call({ url }, "POST", "/runs", { body: { ...PAYLOAD, name: "bad-run-1" } });
    await call({ url }, "POST", "/__emulator/advance", { body: { ms: 60_000 } });
    expect((await call({ url }, "GET", "/__emulator/runs")).body).toMatchObject({
      runs: [{ status: "FAILED" }],
    });
  },
  TIMEOUT_MS,
);

it(
  "explains itself",
  async () => {
    expect(await finished(start("--help"))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("--port N"),
    });
  },
  TIMEOUT_MS,
);

it.each([
  [["--port", "many"], "--port many is not a port"],
  [["--prot", "1"], "--prot"],
  [["--plan-file", "/nonexistent.json"], "ENOENT"],
])(
  "ends with 1 and one line for %j",
  async (args, named) => {
    const { code, stdout, stderr } = await finished(start(...args));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^wherobots-emulator: [^\n]+\n$/);
    expect(stderr).toContain(named);
  },
  TIMEOUT_MS,
);

it(
  "ends with 1 and one line for a port that is taken",
  async () => {
    const other = await createEmulator();
    const { port } = new URL(other.url);
    const { code, stderr } = await finished(start("--port", port));
    await other.stop();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^wherobots-emulator: [^\\n]*EADDRINUSE[^\\n]*${port}\\n$`));
  },
  TIMEOUT_MS,
);
