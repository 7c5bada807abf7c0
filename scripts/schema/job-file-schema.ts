import type { Field, Fields, FieldType } from "../../provider/inputs/field-types";
import { FILE_KEYS, JOB_KEYS } from "../../provider/job-files/job-file";
import { JOB_RUN } from "../../provider/resources/job-run/fields";
import { KNOWN_REGIONS, KNOWN_RUNTIMES } from "../../wire/known-values";
import { documentationOf, publicFields } from "./arguments";

/** A JSON Schema, or a part of one. */
type Schema = Readonly<Record<string, unknown>>;

const KNOWN = { Region: KNOWN_REGIONS, Runtime: KNOWN_RUNTIMES };

/** A reference in place of a value that is no text. */
const REFERENCE = { type: "string", pattern: "\\$\\{matrix\\.[\\w-]+\\}" };
/** What stands where text is taken: numbers and booleans are the text that they are written as, and nothing says nothing. */
const TEXT = { type: ["string", "number", "boolean", "null"] };
const VALUE = { type: ["string", "number", "boolean"] };

/** The schema of job files, for editors. Draft 7 is what they know. */
export function jobFileSchema(): Schema {
  const inputs = propertiesOf(JOB_RUN.fields);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Job file of pulumi-wherobots",
    type: "object",
    required: ["jobs"],
    properties: {
      $schema: { type: "string", description: FILE_KEYS.$schema },
      defaults: { ...objectOf(inputs), description: FILE_KEYS.defaults },
      jobs: {
        description: FILE_KEYS.jobs,
        type: "object",
        minProperties: 1,
        propertyNames: { pattern: "^[A-Za-z0-9][\\w-]{0,99}$" },
        additionalProperties: objectOf({ ...jobKeys(), ...inputs }),
      },
    },
    patternProperties: { "^x-": {} },
    additionalProperties: false,
  };
}

function jobKeys(): Record<keyof typeof JOB_KEYS, Schema> {
  const need = objectOf({
    job: { type: "string", description: "The job that has to be done first." },
    rerun: {
      enum: ["onlyIfChanged", "always"],
      default: "onlyIfChanged",
      description: "What a new run of that job means: nothing, or a new run of this one.",
    },
  });
  const needs = { type: "array", items: { anyOf: [{ type: "string" }, { ...need, required: ["job"] }] } };
  const combination = { type: "object", additionalProperties: VALUE };
  const combinations = { type: "array", items: combination };
  const axis = { type: "array", items: VALUE, minItems: 1 };
  const matrix = {
    type: "object",
    properties: { include: combinations, exclude: combinations },
    additionalProperties: axis,
  };
  return {
    needs: { ...needs, description: JOB_KEYS.needs },
    matrix: { ...matrix, description: JOB_KEYS.matrix },
    batch: { type: "boolean", description: JOB_KEYS.batch },
  };
}

function objectOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", properties, additionalProperties: false };
}

function propertiesOf(fields: Fields): Record<string, Schema> {
  return Object.fromEntries(
    publicFields(fields).map(([name, field]) => [
      name,
      { ...schemaOf(field), description: documentationOf(field, undefined) },
    ]),
  );
}

function schemaOf({ type, known, default: value }: Field): Schema {
  const schema = known && type.kind === "text" ? { anyOf: [{ enum: KNOWN[known] }, TEXT] } : typeSchema(type);
  return value === undefined ? schema : { ...schema, default: value };
}

function typeSchema(type: FieldType): Schema {
  switch (type.kind) {
    case "text":
      return TEXT;
    case "integer":
    case "number":
    case "boolean":
      return { anyOf: [{ type: type.kind }, REFERENCE] };
    case "file":
    case "files":
      return { type: "string", minLength: 1 };
    case "anything":
      return {};
    case "choice":
      return { anyOf: [{ enum: type.values }, { type: "string", pattern: "\\$\\{" }] };
    case "list":
      return { type: "array", items: schemaOf(type.of) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(type.of) };
    case "group":
      return objectOf(propertiesOf(type.fields));
  }
}
