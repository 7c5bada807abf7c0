import { z } from "zod";
import {
  boolean,
  choice,
  defaultsOf,
  group,
  integer,
  internal,
  number,
  text,
  type ValuesOf,
} from "../inputs/field-types";
import type { LifecycleContext } from "../resource";
import type { FollowPolicy } from "./stop";

/* What every resource that follows a run takes, and what each is given by the sdk and the host. */

const WAIT = group(
  {
    name: "WaitArgs",
    about: "How long `pulumi up` follows a run. Changing it starts nothing.",
    doc: "How long `up` follows the run.",
  },
  {
    until: choice(["completed", "running", "submitted"], {
      doc:
        "What the wait is for: the end of the run, its start, or nothing. While it lasts it holds one of the engine's " +
        '`--parallel` slots, by default 4 for each processor, and further runs are not submitted. With `"submitted"` it ' +
        "holds none: use a `RunCompletion` where the end matters.",
      default: "completed",
      why: 'or `"running"`, `"submitted"`: what the wait is for',
    }),
    maxSeconds: number({
      doc: "Seconds that one `up` waits at most.",
      absent: "the run's `timeoutSeconds` + 1800, for queue and start",
      why: "seconds that one `up` waits at most",
    }),
    maxQueueSeconds: number({
      doc: "Seconds that the run may stay PENDING while an `up` waits.",
      absent: "no limit of its own",
      why: "seconds that the run may stay PENDING",
    }),
    onTimeout: choice(["fail", "cancel", "continue"], {
      doc:
        'What a passed limit means: `"fail"` fails the `up`, and the next one resumes the wait; `"cancel"` cancels the run ' +
        'and fails; `"continue"` leaves the run alone and succeeds with a warning.',
      default: "fail",
      why: 'or `"cancel"`, `"continue"`: what a passed limit means',
    }),
  },
);

const LOGS = group(
  {
    name: "LogsArgs",
    about: "What is shown of the run's log. Changing it starts nothing.",
    doc: "What is shown of its log.",
  },
  {
    stream: boolean({
      doc: "Show the newest line on the resource's row while waiting.",
      default: true,
      why: "log lines while the run is followed",
    }),
    tailLines: integer({
      doc: "Lines kept of a run that did not complete, 0 to 1000.",
      schema: z.int().min(0).max(1000),
      default: 20,
      why: "log lines kept of a run that did not complete",
    }),
    file: text({
      doc:
        "A file of this machine that takes every line of the log while the run is followed, without secrets: for an artefact of " +
        "CI. A relative path starts at the folder of the program.",
      absent: "none",
      why: "a file that takes the whole log",
    }),
  },
);

const BUDGET = group(
  {
    name: "BudgetArgs",
    about: "What a run may cost. Changing it starts nothing.",
    doc: "What the run may cost.",
  },
  {
    maxUsd: number({
      doc:
        "US dollars. A run that has cost more is cancelled while an `up` follows it, and the next `up` does not start it again. " +
        "It is asked every 30 seconds, so the run ends a little above.",
      absent: "no limit",
      why: "US dollars after which a run that is followed is cancelled",
    }),
  },
);

/** The inputs that these resources share. */
export const FOLLOW = {
  wait: WAIT,
  logs: LOGS,
  budget: BUDGET,
  onFailure: choice(["fail", "warn"], {
    doc: "Whether a run that does not complete fails the `up` or only warns.",
    default: "fail",
    why: 'or `"warn"`: what a run that does not complete means',
  }),
  onInterrupt: choice(["detach", "cancel"], {
    name: "OnInterrupt",
    about:
      'What an interrupt does with a run that is followed: `"detach"` leaves it going, and the next `up` resumes the wait; ' +
      '`"cancel"` cancels it, and the next `up` starts another.\n\n' +
      "@remarks The plugin heeds it. The dynamic provider does not receive interrupts, and takes it only so that programs " +
      "are the same in both.",
    doc: "What an interrupt of `up` (Ctrl-C, a cancelled CI job) does with the run: see `OnInterrupt`.",
    absent: '`wherobots:onInterrupt`, then `"detach"`',
    why: 'or `"cancel"`: what Ctrl-C does to the run, in the plugin',
  }),
};

/** What the sdk, the host or check set: the identity, and the path of each secret input as keys and indexes. */
export const INTERNAL = {
  __identity: internal("who the resource is; renaming a stack changes nothing", z.string()),
  __secretPaths: internal(
    "which inputs to hide: what is secret now is stored as such, and no run started",
    z.array(z.array(z.union([z.string(), z.number()]))),
    { change: "local", default: [], canonical: inOrder },
  ),
};

/** Each host lists them in an order of its own, and the plugin in that of a map's keys, which is another each time. */
function inOrder(paths: unknown): unknown {
  return Array.isArray(paths) ? paths.map((path: unknown) => JSON.stringify(path)).sort() : paths;
}

const defaultOf = defaultsOf(FOLLOW);

/**
 * What state repeats of the inputs, since diff and read see nothing else of them. The identity and the automatic
 * name only serve check and create; every byte of state is written again at each step of a stack.
 */
export function recordedInputs<I extends object>(inputs: I): I {
  const kept = Object.entries(inputs).filter(([field]) => field !== "__identity" && field !== "__name");
  return Object.fromEntries(kept) as I;
}

/** The inputs themselves. */
export type FollowInputs = ValuesOf<typeof FOLLOW & typeof INTERNAL>;

/** Time a run may take beyond its own timeout: queue, start of the cluster, end. */
const EXTRA_WAIT_SECONDS = 1800;

/**
 * How a run is followed, configuration and defaults applied.
 *
 * @param runTimeoutSeconds the run's own limit
 */
export function followPolicy(
  { wait, logs, budget, onInterrupt }: FollowInputs,
  runTimeoutSeconds: number,
  { session, deadlineMs }: LifecycleContext,
): FollowPolicy {
  return {
    goal: {
      until: wait?.until ?? waitUntil({}),
      maxSeconds: wait?.maxSeconds ?? runTimeoutSeconds + EXTRA_WAIT_SECONDS,
      maxQueueSeconds: wait?.maxQueueSeconds,
      deadlineMs,
      maxUsd: budget?.maxUsd,
    },
    onInterrupt: onInterrupt ?? session.config().onInterrupt ?? "detach",
    onTimeout: wait?.onTimeout ?? defaultOf("wait.onTimeout"),
    streamLogs: logs?.stream ?? defaultOf("logs.stream"),
    tailLines: tailLines({ logs }),
    logFile: logs?.file,
  };
}

/** The goal of the wait. */
export function waitUntil({ wait }: Pick<FollowInputs, "wait">): FollowPolicy["goal"]["until"] {
  return wait?.until ?? defaultOf("wait.until");
}

/** Log lines kept of a run that did not complete. */
export function tailLines({ logs }: Pick<FollowInputs, "logs">): number {
  return logs?.tailLines ?? defaultOf("logs.tailLines");
}

/** Whether a run that did not complete fails the deployment. */
export function failsOnFailure({ onFailure }: Pick<FollowInputs, "onFailure">): boolean {
  return (onFailure ?? defaultOf("onFailure")) === "fail";
}
