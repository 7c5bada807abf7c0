import { type Properties, UNKNOWN } from "../../lifecycle";
import { type FollowInputs, recordedInputs } from "./follow-inputs";
import { OBSERVED_OUTPUTS, observedPart } from "./observe";
import type { ObservedRun } from "./observed-run";
import { isSettled } from "./settle";

/** What an open run keeps, whatever becomes of it. The region may only be known once it starts. */
const FIXED = ["runId", "runName", "createTime", "triggeredBy", "consoleUrl", "account"] as const;

const NOTHING_KNOWN: Properties = Object.fromEntries(OBSERVED_OUTPUTS.map((output) => [output, UNKNOWN]));

/** What a create leaves in state, as far as it is sure before: of a run that is still to be found or started, nothing. */
export function plannedCreate(inputs: FollowInputs): Properties {
  return { ...NOTHING_KNOWN, ...recordedInputs(inputs) };
}

/** What an update leaves in state: a settled run as it is; of an open one what cannot change. */
export function plannedUpdate(inputs: FollowInputs, state: Partial<ObservedRun>): Properties {
  const recorded = recordedInputs(inputs);
  if (isSettled(state.status ?? "", inputs)) return { ...recorded, ...observedPart(state) };
  const fixed: Properties = {};
  for (const field of FIXED) if (state[field] !== undefined) fixed[field] = state[field];
  if (state.effective?.region !== undefined) fixed["effective"] = state.effective;
  return { ...NOTHING_KNOWN, ...recorded, ...fixed };
}
