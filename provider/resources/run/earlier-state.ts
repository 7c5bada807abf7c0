import { z } from "zod";
import type { ObservedRun } from "./observed-run";

/*
 * State is read by every version after the one that wrote it, and after a downgrade by one before. A field that is
 * missing, null or of another type is absent; what this version does not know is kept.
 */

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const other = z.looseObject({}).optional().catch(undefined);

const observedRun = z.looseObject({
  runId: text,
  runName: text,
  status: text,
  createTime: text,
  startTime: text,
  completeTime: text,
  effective: z
    .looseObject({ region: text, runtime: text, version: text, timeoutSeconds: number })
    .optional()
    .catch(undefined),
  triggeredBy: other,
  kubeApp: z
    .looseObject({
      message: text,
      events: z
        .array(z.looseObject({ code: text, message: text }))
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  timing: other,
  cost: other,
  logTail: z.array(z.string()).optional().catch(undefined),
  consoleUrl: text,
  account: z.looseObject({ apiUrl: z.string(), organizationId: text }).optional().catch(undefined),
  cancelledByProvider: z.literal(true).optional().catch(undefined),
  attempts: z
    .array(z.looseObject({ runId: z.string(), status: z.string() }))
    .optional()
    .catch(undefined),
});

/** A state whose observed fields are absent where they are not what this version expects. */
export function readableState<S extends object>(state: S): S {
  return observedRun.parse(state) as unknown as S;
}

/** The same with everything that is always observed: a run of which nothing is known is open, in an unknown account. */
export function completeState<S extends object>(id: string, state: S): S {
  const unknown: ObservedRun = {
    runId: id,
    runName: "",
    status: "UNKNOWN",
    createTime: "",
    effective: {},
    account: { apiUrl: "" },
  };
  const known = Object.entries(readableState(state)).filter(([, value]) => value !== undefined);
  return { ...unknown, ...Object.fromEntries(known) } as unknown as S;
}
