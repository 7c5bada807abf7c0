import type { OnInterrupt } from "../../../provider/account/config";
import { type OnTimeout, stopOutcome } from "../../../provider/run/stop";
import type { StopCause } from "../../../provider/watch/wait";

const OWN_LIMITS: StopCause[] = ["maxSeconds", "maxQueueSeconds", "customTimeout"];
const OTHERS: StopCause[] = ["maxWaitSeconds", "outage", "credential"];
const ON_TIMEOUT: OnTimeout[] = ["fail", "cancel", "continue"];

const DETACH = { cancelRun: false, fails: true, nextUp: "resumes the wait" };
const CANCEL = { cancelRun: true, fails: true, nextUp: "starts a new run" };
const END = { ...CANCEL, nextUp: "reports it again" };
const CONTINUE = { ...DETACH, fails: false };

type Row = [cause: StopCause, onTimeout: OnTimeout, onInterrupt: OnInterrupt, outcome: object];

/** The table "What stops a wait, and what then". */
// rule: wait-stops
it.each<Row>([
  ...OWN_LIMITS.flatMap((cause): Row[] => [
    [cause, "fail", "cancel", DETACH],
    [cause, "cancel", "cancel", CANCEL],
    [cause, "continue", "cancel", CONTINUE],
  ]),
  ...OTHERS.flatMap((cause) => ON_TIMEOUT.map((onTimeout): Row => [cause, onTimeout, "cancel", DETACH])),
  ...ON_TIMEOUT.map((onTimeout): Row => ["budget", onTimeout, "cancel", END]),
  ...ON_TIMEOUT.map((onTimeout): Row => ["interrupt", onTimeout, "detach", DETACH]),
  ...ON_TIMEOUT.map((onTimeout): Row => ["interrupt", onTimeout, "cancel", CANCEL]),
])("%s stops a wait with onTimeout %s and onInterrupt %s: %j", (cause, onTimeout, onInterrupt, outcome) => {
  expect(stopOutcome(cause, { onTimeout, onInterrupt })).toEqual(outcome);
});
