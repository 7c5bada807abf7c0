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

/** How a state is understood that another version may have written. */
export interface StateReader {
  /** As it is, without what this version cannot read. */
  readonly readable: <S extends object>(state: S) => S;
  /** The same with everything that the rules expect of a resource that exists. */
  readonly complete: <S extends object>(id: string, state: S) => S;
}

/**
 * Reads states that record this form.
 *
 * @param unknown all that is always recorded, of a resource of which nothing is known
 */
export function stateReader(form: RecordForm, unknown: (id: string) => object): StateReader {
  const record = tolerantRecord(form);
  const readable = <S extends object>(state: S): S => record.parse(state) as unknown as S;
  const complete = <S extends object>(id: string, state: S): S => {
    const known = Object.entries(readable(state)).filter(([, value]) => value !== undefined);
    return { ...unknown(id), ...Object.fromEntries(known) } as unknown as S;
  };
  return { readable, complete };
}

/** A run of which nothing is known is open, in an unknown account. */
export const RUN_STATE = stateReader(
  { ...OBSERVED_RUN, ...JOB_RUN_RECORD },
  (runId): ObservedRun => ({
    runId,
    runName: "",
    status: "UNKNOWN",
    createTime: "",
    effective: {},
    account: { apiUrl: "" },
  }),
);
