import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { IS_THOROUGH } from "../support/thorough";

/** What `npm run bench:long-wait` prints. */
interface LongWait {
  runs: number;
  ups: { atHour: number; verdict: string; status: string; error?: string }[];
  requests: { submits: number; status: number; logs: number; other: number };
  lastLine: string;
  abortListeners: number;
  heapAfterGcMiB: { hour1: number; last: number; most: number; hours: number };
}

const ROOT = path.resolve(__dirname, "../..");
/** `npm test` follows the first hours of a day. */
const HOURS = IS_THOROUGH ? 24 : 4;
/** About 45 s of work for a day; a busy machine takes several times that. */
const TIMEOUT_MS = 600_000;
/** Well below what a leak of 20 bytes per log line, or of 400 per request, would add in a day. */
const GROWTH_MIB = IS_THOROUGH ? 10 : 5;

describe(`a run of ${HOURS} hours with a million log lines a day (npm run bench:long-wait)`, () => {
  let result: LongWait;
  beforeAll(async () => {
    // A process of its own: jest's memory is not the provider's.
    const { stdout } = await promisify(execFile)(
      "npm",
      ["run", "--silent", "bench:long-wait", "--", String(HOURS)],
      {
        cwd: ROOT,
        timeout: TIMEOUT_MS,
      },
    );
    result = JSON.parse(stdout) as LongWait;
  }, TIMEOUT_MS);

  it("is one run and one POST, whatever happened on the way", () => {
    expect(result.runs).toBe(1);
    expect(result.requests.submits).toBe(1);
    expect(result.ups.at(-1)).toEqual({
      atHour: expect.closeTo(HOURS - 0.02, 1),
      verdict: "update",
      status: "COMPLETED",
    });
  });

  // rule: long-wait
  it("goes on through an outage of 4 minutes; one of 10 detaches it within 5, and the next up resumes", () => {
    const [first, ...during] = result.ups.filter(({ atHour }) => atHour < (HOURS * 3) / 8 + 0.5);
    expect(first).toMatchObject({
      verdict: "create",
      status: "RUNNING",
      error: expect.stringContaining("its status could not be read for too long"),
    });
    expect(first?.atHour).toBeGreaterThan((HOURS * 3) / 8);
    expect(first?.atHour).toBeLessThan((HOURS * 3) / 8 + 6 / 60);
    // An up in the middle of the outage fails too, and loses nothing.
    for (const up of during) expect(up).toMatchObject({ verdict: "update", status: "RUNNING" });
  });

  it("is left in state when the key is revoked, and resumed with the new one", () => {
    const revoked = result.ups.at(-2);
    expect(revoked).toMatchObject({
      verdict: "update",
      status: "RUNNING",
      error: expect.stringContaining("the credential is no longer accepted"),
    });
    expect(revoked?.atHour).toBeCloseTo((HOURS * 5) / 8, 1);
  });

  it("reads its log to the end all the while, and asks less often as it gets old", () => {
    expect(Number(/line (\d+)$/.exec(result.lastLine)?.[1])).toBeGreaterThan((999_000 * HOURS) / 24);
    // One a second would be 3,600 an hour. Most are sent in the first hours.
    const [status, logs] = IS_THOROUGH ? [1_050, 1_250] : [3_000, 3_200];
    expect(result.requests.status).toBeLessThan(status * HOURS);
    expect(result.requests.logs).toBeLessThan(logs * HOURS);
  });

  // rule: long-wait
  it("holds no more memory and no more listeners at its end than after an hour", () => {
    const { hour1, most, last, hours } = result.heapAfterGcMiB;
    expect(hours).toBeGreaterThanOrEqual(HOURS - 1);
    expect(last - hour1).toBeLessThan(GROWTH_MIB);
    expect(most - hour1).toBeLessThan(GROWTH_MIB);
    expect(result.abortListeners).toBeLessThan(5);
  });
});
