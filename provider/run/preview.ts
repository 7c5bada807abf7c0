import { UNKNOWN } from "../../wire/pulumi-values";
import type { RecordForm } from "../../wire/record-form";
import { given, type Properties } from "../values";
import { type FollowInputs, recordedInputs } from "./fields";
import { OBSERVED_OUTPUTS, observedPart } from "./observe";
import { isDone } from "./outcome";
import type { ObservedRun } from "./record";

/** What an open run keeps until its end. The region is not among them: it may only be known once the run starts. */
const FIXED = ["runId", "runName", "createTime", "triggeredBy", "consoleUrl", "account"] as const;

const ALL_UNKNOWN: Properties = Object.fromEntries(OBSERVED_OUTPUTS.map((output) => [output, UNKNOWN]));

/** What a create leaves in state, as far as a preview knows it: the run is still to be found or started. */
export function plannedCreate(inputs: FollowInputs): Properties {
  return { ...ALL_UNKNOWN, ...recordedInputs(inputs) };
}

/** What an update leaves in state: all of a run that is done, and of an open run what cannot change. */
export function plannedUpdate(inputs: FollowInputs, state: Partial<ObservedRun>): Properties {
  const recorded = recordedInputs(inputs);
  if (isDone(state.status ?? "", inputs)) return { ...recorded, ...observedPart(state) };
  const fixed: Properties = {};
  for (const field of FIXED) if (state[field] !== undefined) fixed[field] = state[field];
  if (state.effective?.region !== undefined) fixed["effective"] = state.effective;
  return { ...ALL_UNKNOWN, ...recorded, ...fixed };
}

/**
 * What a resource without a run of its own leaves in state, as far as a preview knows it.
 *
 * @param form its outputs
 * @param open those that an update may change
 */
export function plannedRecord(
  form: RecordForm,
  inputs: object,
  state: object | undefined,
  open: readonly string[] = [],
): Properties {
  const recorded: Properties = { ...state };
  const outputs = Object.keys(form).map((output) => [
    output,
    state === undefined || open.includes(output) ? UNKNOWN : recorded[output],
  ]);
  return { ...given(Object.fromEntries(outputs) as Properties), ...recordedInputs(inputs) };
}
