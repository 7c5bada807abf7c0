import type { ProviderConfig } from "../../provider/config";
import type { Identity, LifecycleContext, LogLevel } from "../../provider/lifecycle";
import { Session } from "../../provider/session";
import { FakeClock } from "../harness/fake-clock";

/** A line that was logged. */
export type LoggedLine = [level: LogLevel, message: string];

/** Who the resource of these tests is. */
export const IDENTITY: Identity = {
  organization: "acme",
  project: "maps",
  stack: "dev",
  backend: "",
  path: "JobRun::tiles",
  urn: "urn:pulumi:dev::maps::pulumi-nodejs:dynamic/wherobots:JobRun::tiles",
};

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
    lines,
  };
}
