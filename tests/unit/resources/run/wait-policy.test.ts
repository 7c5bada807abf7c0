import { type OnTimeout, stopOutcome } from "../../../../provider/resources/run/wait-policy";
import type { StopCause } from "../../../../provider/watch/wait";

/** The table "What stops a wait, and what then". */
const OWN_LIMITS: StopCause[] = ["maxSeconds", "maxQueueSeconds", "customTimeout"];
const OTHERS: StopCause[] = ["maxWaitSeconds", "outage", "credential"];
const ON_TIMEOUT: OnTimeout[] = ["fail", "cancel", "continue"];

describe("what stops a wait, and what then", () => {
  describe.each(OWN_LIMITS)("%s", (cause) => {
    it("with fail: the run goes on, this up fails, the next resumes", () => {
      expect(stopOutcome(cause, { onTimeout: "fail", onInterrupt: "cancel" })).toEqual({
        cancelRun: false,
        fails: true,
        nextUp: "resumes the wait",
      });
    });

    it("with cancel: the run is cancelled, this up fails, the next starts a new run", () => {
      expect(stopOutcome(cause, { onTimeout: "cancel", onInterrupt: "cancel" })).toEqual({
        cancelRun: true,
        fails: true,
        nextUp: "starts a new run",
      });
    });

    it("with continue: the run goes on, this up succeeds, the next resumes", () => {
      expect(stopOutcome(cause, { onTimeout: "continue", onInterrupt: "cancel" })).toEqual({
        cancelRun: false,
        fails: false,
        nextUp: "resumes the wait",
      });
    });
  });

  it.each(OTHERS.flatMap((cause) => ON_TIMEOUT.map((onTimeout) => [cause, onTimeout] as const)))(
    "%s with %s: the run goes on, this up fails, the next resumes",
    (cause, onTimeout) => {
      expect(stopOutcome(cause, { onTimeout, onInterrupt: "cancel" })).toEqual({
        cancelRun: false,
        fails: true,
        nextUp: "resumes the wait",
      });
    },
  );

  it.each(ON_TIMEOUT)("an interrupt, whatever onTimeout is (%s), obeys onInterrupt", (onTimeout) => {
    expect(stopOutcome("interrupt", { onTimeout, onInterrupt: "detach" })).toEqual({
      cancelRun: false,
      fails: true,
      nextUp: "resumes the wait",
    });
    expect(stopOutcome("interrupt", { onTimeout, onInterrupt: "cancel" })).toEqual({
      cancelRun: true,
      fails: true,
      nextUp: "starts a new run",
    });
  });
});
