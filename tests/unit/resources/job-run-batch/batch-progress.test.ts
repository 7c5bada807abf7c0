import type { Log } from "../../../../provider/log";
import { BatchProgress } from "../../../../provider/resources/job-run-batch/progress";
import { FakeClock } from "../../../support/time/fake-clock";

interface Shown {
  clock: FakeClock;
  progress: BatchProgress;
  /** What was shown; a line that is kept has a star. */
  texts: string[];
}

function batchOf(total: number, live: boolean): Shown {
  const clock = new FakeClock();
  const texts: string[] = [];
  const log: Log = (_level, message, options) => texts.push(options?.ephemeral ? message : `* ${message}`);
  return { clock, texts, progress: new BatchProgress(total, { log, live, clock }) };
}

describe("the progress of a batch", () => {
  it("has a line for each failure and each tenth where lines stay, and keeps the final count", () => {
    const { progress, texts } = batchOf(100, false);
    for (let i = 0; i < 100; i++) {
      progress.saw(`t${i}`, "RUNNING");
      progress.ended(`t${i}`, i === 3 || i === 42 ? "failed" : "completed");
    }
    progress.conclude();
    expect(texts).toEqual([
      "t3 failed: 3 of 100 completed, 1 failed",
      ...[9, 19, 29, 39].map((completed) => `${completed} of 100 completed, 1 failed`),
      "t42 failed: 41 of 100 completed, 2 failed",
      ...[48, 58, 68, 78, 88, 98].map((completed) => `${completed} of 100 completed, 2 failed`),
      "* 98 of 100 completed, 2 failed",
    ]);
  });

  it("redraws a live row only where a count has changed, and keeps the final one there too", async () => {
    const { progress, texts, clock } = batchOf(2, true);
    const done = new AbortController();
    const ticking = progress.tick(done.signal);
    progress.saw("a", "RUNNING");
    await clock.sleep(5_500);
    progress.ended("a", "completed");
    progress.saw("b", "RUNNING");
    progress.ended("b", "open");
    await clock.sleep(2_000);
    done.abort();
    await ticking;
    progress.conclude();
    expect(texts).toEqual([
      "0 of 2 completed",
      "0 of 2 completed, 1 running",
      "1 of 2 completed, 1 still active",
      "* 1 of 2 completed, 1 still active",
    ]);
  });
});
