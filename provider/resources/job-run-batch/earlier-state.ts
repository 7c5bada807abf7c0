import { z } from "zod";
import { withoutNulls } from "../../check-inputs";

/*
 * As of every state, what another version left out or wrote otherwise is absent. A record without the id of its run
 * tells nothing, and is left out: the run is found by its name.
 */

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const settings = z.looseObject({ region: text, runtime: text, version: text }).optional().catch(undefined);
const account = z.looseObject({ apiUrl: z.string(), organizationId: text }).optional().catch(undefined);

const record = z.looseObject({
  runId: z.string(),
  status: z.string().catch("UNKNOWN"),
  createTime: z.string().catch(""),
  startTime: text,
  completeTime: text,
  usd: number,
  spatialUnits: number,
  reason: text,
  runName: text,
  failures: number,
  cancelledByProvider: z.literal(true).optional().catch(undefined),
  effective: settings,
  account,
});

/** A state whose records and common parts are what this version expects; none without results. */
export function readableBatch<S extends object>(recorded: S): S {
  const state = withoutNulls(recorded) as S;
  if (!("results" in state)) return state;
  const { results } = state;
  const entries = typeof results === "object" && results !== null ? Object.entries(results) : [];
  const read = entries.flatMap(([key, value]) => {
    const parsed = record.safeParse(value);
    return parsed.success ? [[key, withoutNulls(parsed.data)] as const] : [];
  });
  const common = {
    effective: settings.parse("effective" in state ? state.effective : undefined),
    account: account.parse("account" in state ? state.account : undefined),
  };
  const known = { ...state, ...common, results: Object.fromEntries(read), __superseded: supersededIn(state) };
  return withoutNulls(known) as S;
}

/** An entry that is not understood is none: its run counts as one with the inputs of now. */
function supersededIn(state: object): object | undefined {
  const found = "__superseded" in state ? state.__superseded : undefined;
  if (typeof found !== "object" || found === null) return undefined;
  return Object.fromEntries(
    Object.entries(found).filter(([, wish]) => typeof wish === "object" && wish !== null),
  );
}

/** The same of a state that must have records. */
export function completeBatch<S extends object>(_id: string, state: S): S {
  return readableBatch({ runs: {}, results: {}, ...(withoutNulls(state) as S) });
}
