import { z } from "zod";
import { defaultIn, type FieldPolicy } from "../../field-policy";
import type { LifecycleContext } from "../../lifecycle";
import type { FollowPolicy } from "./follow";

/* What every resource that follows a run takes: their meaning, their schema, their defaults. */

const LOCAL = "policy of this program";

/** The rows that the field tables of these resources share. */
export const FOLLOW_FIELDS = [
  { path: "wait.until", class: "local", default: "completed", why: LOCAL },
  {
    path: "wait.maxSeconds",
    class: "local",
    why: `${LOCAL}; absent: timeoutSeconds + 1800, for queue and start`,
  },
  { path: "wait.maxQueueSeconds", class: "local", why: `${LOCAL}; absent: no limit` },
  { path: "wait.onTimeout", class: "local", default: "fail", why: LOCAL },
  { path: "logs.stream", class: "local", default: true, why: LOCAL },
  { path: "logs.tailLines", class: "local", default: 20, why: LOCAL },
  { path: "onFailure", class: "local", default: "fail", why: LOCAL },
  {
    path: "onInterrupt",
    class: "local",
    why: `${LOCAL}, heeded by the plugin; absent: \`wherobots:onInterrupt\`, else detach`,
  },
] as const satisfies readonly FieldPolicy[];

/** The rows that the sdk, the host or check set. */
export const INTERNAL_FIELDS = [
  { path: "__identity", class: "internal", why: "who the resource is; a renamed stack is no wish" },
  {
    path: "__secretPaths",
    class: "local",
    default: [],
    canonical: inOrder,
    why: "which inputs to hide: what is secret now is stored as such, and no run started",
  },
] as const satisfies readonly FieldPolicy[];

/** Each host lists them in an order of its own, and the plugin in that of a map's keys, which is another each time. */
function inOrder(paths: unknown): unknown {
  return Array.isArray(paths) ? paths.map((path: unknown) => JSON.stringify(path)).sort() : paths;
}

const positive = z.number().positive("must be above 0");

/** Schemas of the same inputs. */
export const followInputs = {
  wait: z
    .strictObject({
      until: z.enum(["completed", "running", "submitted"]),
      maxSeconds: positive,
      maxQueueSeconds: positive,
      onTimeout: z.enum(["fail", "cancel", "continue"]),
    })
    .partial()
    .optional(),
  logs: z
    .strictObject({ stream: z.boolean(), tailLines: z.int().min(0).max(1000) })
    .partial()
    .optional(),
  onFailure: z.enum(["fail", "warn"]).optional(),
  onInterrupt: z.enum(["detach", "cancel"]).optional(),
};

/** Schemas of what the sdk sets: the identity, and the path of each secret input as keys and indexes. */
export const internalInputs = {
  __identity: z.string().optional(),
  __secretPaths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
};

/**
 * What state repeats of the inputs, since diff and read see nothing else of them. The identity and the automatic
 * name only serve check and create; every byte of state is written again at each step of a stack.
 */
export function recordedInputs<I extends object>(inputs: I): I {
  const kept = Object.entries(inputs).filter(([field]) => field !== "__identity" && field !== "__name");
  return Object.fromEntries(kept) as I;
}

/** The inputs themselves. */
export type FollowInputs = z.infer<z.ZodObject<typeof followInputs & typeof internalInputs>>;

/** Time a run may take beyond its own timeout: queue, start of the cluster, end. */
const EXTRA_WAIT_SECONDS = 1800;

/**
 * How a run is followed, configuration and defaults applied.
 *
 * @param runTimeoutSeconds the run's own limit
 */
export function followPolicy(
  { wait, logs, onInterrupt }: FollowInputs,
  runTimeoutSeconds: number,
  { session, deadlineMs }: LifecycleContext,
): FollowPolicy {
  return {
    goal: {
      until: wait?.until ?? waitUntil({}),
      maxSeconds: wait?.maxSeconds ?? runTimeoutSeconds + EXTRA_WAIT_SECONDS,
      maxQueueSeconds: wait?.maxQueueSeconds,
      deadlineMs,
    },
    onInterrupt: onInterrupt ?? session.config().onInterrupt ?? "detach",
    onTimeout: wait?.onTimeout ?? defaultIn(FOLLOW_FIELDS, "wait.onTimeout"),
    streamLogs: logs?.stream ?? defaultIn(FOLLOW_FIELDS, "logs.stream"),
    tailLines: tailLines({ logs }),
  };
}

/** The goal of the wait. */
export function waitUntil({ wait }: Pick<FollowInputs, "wait">): FollowPolicy["goal"]["until"] {
  return wait?.until ?? defaultIn(FOLLOW_FIELDS, "wait.until");
}

/** Log lines kept of a run that did not complete. */
export function tailLines({ logs }: Pick<FollowInputs, "logs">): number {
  return logs?.tailLines ?? defaultIn(FOLLOW_FIELDS, "logs.tailLines");
}

/** Whether a run that did not complete fails the deployment. */
export function failsOnFailure({ onFailure }: Pick<FollowInputs, "onFailure">): boolean {
  return (onFailure ?? defaultIn(FOLLOW_FIELDS, "onFailure")) === "fail";
}
