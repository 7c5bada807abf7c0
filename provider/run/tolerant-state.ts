import { z } from "zod";
import { JOB_RUN_RECORD, OBSERVED_RUN } from "../../wire/outputs.generated";
import type { FieldForm, RecordForm } from "../../wire/record-form";
import type { ObservedRun } from "./record";

/*
 * State is read by every version after the one that wrote it, and after a downgrade by one before. A field that is
 * missing, null or of another type is absent; what this version does not know is kept.
 */

/** Reads a record of this form, in which nothing must be there. An object inside it that lacks a required field is absent. */
export function tolerantRecord(form: RecordForm): z.ZodType<Record<string, unknown>> {
  const fields = Object.entries(form).map(([name, field]) => [name, tolerantField(field)]);
  return z.looseObject(Object.fromEntries(fields) as Record<string, z.ZodType>);
}

function tolerantField(form: FieldForm): z.ZodType {
  return strictField(form).optional().catch(undefined);
}

function strictField(form: FieldForm): z.ZodType {
  if ("list" in form) return z.array(strictField(form.list));
  if ("map" in form) return z.record(z.string(), strictField(form.map));
  if ("is" in form) return { string: z.string(), number: z.number(), boolean: z.boolean() }[form.is];
  const fields = Object.entries(form.fields).map(([name, field]) => [
    name,
    field.required ? strictField(field) : tolerantField(field),
  ]);
  return z.looseObject(Object.fromEntries(fields) as Record<string, z.ZodType>);
}

const observedRun = tolerantRecord({ ...OBSERVED_RUN, ...JOB_RUN_RECORD });

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
