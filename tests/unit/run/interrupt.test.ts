import { getEventListeners } from "node:events";
import { type LifecycleContext, UserError } from "../../../provider/resource";
import {
  faultText,
  GRACE_MS,
  GraceOver,
  isInterrupt,
  unlessInterrupted,
  withGrace,
} from "../../../provider/run/interrupt";
import { offlineContext } from "../../support/context/lifecycle-context";
import { FakeClock } from "../../support/time/fake-clock";

const REASON = new Error("whatever the host says");

interface Interruptible extends LifecycleContext {
  clock: FakeClock;
  interrupt: () => void;
}

function interruptible(): Interruptible {
  const controller = new AbortController();
  return {
    ...offlineContext(),
    clock: new FakeClock(),
    signal: controller.signal,
    interrupt: () => controller.abort(REASON),
  };
}

/** Work that never ends by itself. @returns what its signal was aborted with, and when */
async function endless(context: Interruptible): Promise<{ error: unknown; atMs: number }> {
  const error = await withGrace(
    context,
    (signal) =>
      new Promise<unknown>((resolve) => signal.addEventListener("abort", () => resolve(signal.reason))),
  );
  return { error, atMs: context.clock.elapsedMs };
}

describe("the grace", () => {
  it("begins with the interrupt, and not before", async () => {
    const context = interruptible();
    void context.clock.sleep(10_000).then(context.interrupt);
    expect(await endless(context)).toEqual({ error: expect.any(GraceOver), atMs: 10_000 + GRACE_MS });
  });

  it("is one for all that the process does", async () => {
    const context = interruptible();
    context.interrupt();
    const first = endless(context);
    await context.clock.sleep(1_000);
    const second = endless(context);
    expect([(await first).atMs, (await second).atMs]).toEqual([GRACE_MS, GRACE_MS]);
    expect((await endless(context)).atMs).toBe(GRACE_MS);
  });

  it("leaves nothing behind by work that ends before", async () => {
    const context = interruptible();
    expect(await withGrace(context, () => Promise.resolve("done"))).toBe("done");
    expect(getEventListeners(context.signal, "abort")).toEqual([]);
    context.interrupt();
    await expect(withGrace(context, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await context.clock.sleep(1);
    expect(context.clock.elapsedMs).toBe(1);
  });
});

describe("an error", () => {
  it("is the interrupt only if it is what the signal was aborted with", () => {
    const context = interruptible();
    expect(isInterrupt(REASON, context)).toBe(false);
    context.interrupt();
    expect(isInterrupt(REASON, context)).toBe(true);
    expect(isInterrupt(new GraceOver(), context)).toBe(true);
    expect(isInterrupt(new Error(REASON.message), context)).toBe(false);
  });

  it("leaves an operation as a UserError in our words if it is the interrupt, else as it is", async () => {
    const context = interruptible();
    context.interrupt();
    const failed = unlessInterrupted(Promise.reject(REASON), "nothing was changed", context);
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(/^interrupted: nothing was changed$/);
    expect(faultText(REASON, context)).toBe("interrupted");
    const other = new Error("no route");
    expect(faultText(other, context)).toBe("no route");
    await expect(unlessInterrupted(Promise.reject(other), "", context)).rejects.toBe(other);
    expect(await unlessInterrupted(Promise.resolve(1), "", context)).toBe(1);
  });
});
