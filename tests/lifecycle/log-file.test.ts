import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { MiniEngine, SCRIPT } from "../support/lifecycle/mini-engine";

let folder: string;
let engine: MiniEngine;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "log-file-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await engine.stop();
});

const lines = (file: string): string[] =>
  readFileSync(path.join(folder, file), "utf8").split("\n").slice(0, -1);
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`);
const withFile = (more: Properties = {}): Properties => ({
  ...SCRIPT,
  ...more,
  logs: { file: path.join(folder, "logs", "tiles.log"), stream: false },
});

// rule: log-file
describe.each(HOSTS)("logs.file, through the %s,", (host) => {
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", {}, undefined, host);
  });

  it.each(["COMPLETED", "FAILED"])(
    "holds every line of a run that ended as %s, also those that land late",
    async (outcome) => {
      engine.plan({
        runningMs: 60_000,
        outcome,
        logs: { count: 3_000, text: "line {n}" },
        lateLogsMs: 20_000,
      });
      await engine.up(withFile());
      expect(lines("logs/tiles.log")).toEqual(numbered(3_000));
    },
  );

  it("is whole, without repeats, after a wait that was resumed by another up", async () => {
    engine.plan({ runningMs: 100_000, logs: { count: 50, text: "line {n}" } });
    await engine.up(withFile({ wait: { maxSeconds: 60 } }));
    const before = lines("logs/tiles.log");
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(50);
    expect(await engine.up(withFile())).toMatchObject({ verdict: "update" });
    expect(lines("logs/tiles.log")).toEqual(numbered(50));
    expect(engine.posts()).toBe(1);
  });

  it("that cannot be written warns, and the run goes on", async () => {
    mkdirSync(path.join(folder, "logs", "tiles.log"), { recursive: true });
    engine.plan({ runningMs: 1_000, logs: { count: 3 } });
    expect(await engine.up(withFile())).toEqual({ verdict: "create" });
    expect(engine.outputs["status"]).toBe("COMPLETED");
    expect(engine.said()).toMatch(/warning: the log is not written to .*tiles\.log: EISDIR/);
  });
});

it("of a batch is a folder with a file for each key", async () => {
  engine = await MiniEngine.start("JobRunBatch");
  engine.plan({ runningMs: 1_000, logs: { count: 2, text: "line {n}" } });
  const runs = { "a/1": {}, b: {} };
  await engine.up({ runs, defaults: SCRIPT, logs: { folder } });
  expect(readdirSync(folder).sort()).toEqual(["a%2F1.log", "b.log"]);
  expect(lines("b.log")).toEqual(numbered(2));
  expect(existsSync(path.join(folder, "a"))).toBe(false);
});

it("logs.file holds no secret", async () => {
  engine = await MiniEngine.start("JobRun", {}, undefined, "dynamic host");
  engine.plan({ runningMs: 1_000, logs: [{ text: "the key is canary-4711" }] });
  const secret = {
    runPython: { uri: "s3://b/x.py", args: ["canary-4711"] },
    __secretPaths: [["runPython", "args", 0]],
  };
  await engine.up(withFile(secret));
  expect(lines("logs/tiles.log")).toEqual(["the key is [secret]"]);
});
