import type { ProviderConfig } from "../../../provider/account/config";
import { Session } from "../../../provider/account/session";
import type { LogLevel } from "../../../provider/log";
import { type LifecycleContext, STATE_UNREAD, type StackState } from "../../../provider/resource";
import type { Identity } from "../../../wire/identity";
import { FakeClock } from "../time/fake-clock";

/** A line that was logged. */
export type LoggedLine = [level: LogLevel, message: string];

/** Who the resource of these tests is. */
export const IDENTITY: Identity = {
  organization: "acme",
  project: "maps",
  stack: "dev",
  path: "JobRun::tiles",
  urn: "urn:pulumi:dev::maps::pulumi-nodejs:dynamic/wherobots:JobRun::tiles",
};

/** A state of which nothing is known. */
export const STACK_STATE: StackState = STATE_UNREAD;

/** A configuration that says nothing. */
export const CONFIG: ProviderConfig = {
  apiUrl: "https://api.wherobots.test",
  credential: undefined,
  proxy: undefined,
  region: undefined,
  runtime: undefined,
  version: undefined,
  maxRequestsPerSecond: 10,
  maxWaitSeconds: undefined,
  onInterrupt: undefined,
  maxNewRuns: undefined,
  runJobs: true,
};

/** A context in which every request fails the test, for what sends none. */
export function offlineContext(identity: Identity = IDENTITY): LifecycleContext & { lines: LoggedLine[] } {
  const clock = new FakeClock();
  const lines: LoggedLine[] = [];
  const session = new Session({
    config: () => CONFIG,
    connect: () => {
      throw new Error("nothing may be sent here");
    },
    startedAtMs: clock.now(),
  });
  return {
    session,
    clock,
    random: () => 0.5,
    log: (level, message) => {
      lines.push([level, message]);
    },
    live: false,
    signal: new AbortController().signal,
    deadlineMs: undefined,
    identity,
    stackState: STACK_STATE,
    lines,
  };
}
