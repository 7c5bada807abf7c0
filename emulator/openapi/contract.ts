import Ajv2020, { type AnySchemaObject, type ErrorObject, type ValidateFunction } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { parseTime } from "../clock";
import { ApiProblem, type ProblemDetail } from "../problem";
import { COMPONENT_SCHEMAS, type Operation, type Parameter, type Schema } from "./description";

const DESCRIPTION_ID = "description";
const MAX_REPORTED = 5;

/** Values of the query by name, after the conversion that their schemas ask for. */
export type QueryValues = Readonly<Record<string, unknown>>;

/** Checks requests and the emulator's own answers against the API description. */
export class Contract {
  readonly #requests = newAjv((ajv) => {
    // The API reads times without an offset as UTC, which is looser than the format's definition.
    ajv.addFormat("date-time", (text: string) => parseTime(text) !== undefined);
  });
  readonly #answers = newAjv(addFormats);
  readonly #compiled = new WeakMap<Schema, ValidateFunction>();

  /** The converted query; throws the 422 problem that names each bad parameter. */
  query(operation: Operation, raw: Readonly<Record<string, string | string[]>>): QueryValues {
    const values: Record<string, unknown> = {};
    const details: ProblemDetail[] = [];
    for (const parameter of operation.parameters.filter((entry) => entry.in === "query")) {
      const given = raw[parameter.name];
      if (given === undefined) {
        if (parameter.required) details.push({ field: parameter.name, details: "Field required" });
        else values[parameter.name] = parameter.schema["default"];
        continue;
      }
      const value = convert(parameter, given);
      const errors = this.#errors(this.#requests, parameter.schema, value);
      details.push(...errors.map((error) => describe(error, parameter.name)));
      values[parameter.name] = value;
    }
    if (details.length > 0) throw new ApiProblem(422, details);
    return values;
  }

  /** Throws the 422 problem that names each bad field of the body. */
  body(operation: Operation, body: unknown): void {
    if (operation.requestSchema === undefined) return;
    const errors = this.#errors(this.#requests, operation.requestSchema, body);
    if (errors.length > 0)
      throw new ApiProblem(
        422,
        errors.map((error) => describe(error, "")),
      );
  }

  /** What is wrong with an answer of the emulator itself, or undefined. */
  answerProblem(operation: Operation, status: number, body: unknown): string | undefined {
    const schema = operation.responseSchemas.get(status);
    if (schema === undefined) {
      return operation.responseSchemas.size > 0 && status < 300
        ? `status ${status} is not described`
        : undefined;
    }
    const errors = this.#errors(this.#answers, schema, body);
    if (errors.length === 0) return undefined;
    return `${operation.id} ${status}: ${errors.map((error) => `${error.instancePath} ${error.message ?? ""}`).join("; ")}`;
  }

  #errors(ajv: Ajv2020, schema: Schema, value: unknown): ErrorObject[] {
    const validate = this.#compiled.get(schema) ?? ajv.compile(rooted(schema));
    this.#compiled.set(schema, validate);
    return validate(value) ? [] : telling(validate.errors ?? []);
  }
}

function newAjv(setUp: (ajv: Ajv2020) => unknown): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    // The API's patterns escape more characters than JavaScript's stricter form allows.
    unicodeRegExp: false,
    // Checking the description itself at every start would take longer than all else together.
    meta: false,
    validateSchema: false,
  });
  setUp(ajv);
  ajv.addSchema({ $id: DESCRIPTION_ID, components: { schemas: COMPONENT_SCHEMAS } });
  return ajv;
}

/** References in the description are relative to its own root, not to the schema that is compiled. */
function rooted(schema: Schema): AnySchemaObject {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${DESCRIPTION_ID}#/`);
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) throw new TypeError("a schema is an object");
  return parsed;
}

function convert(parameter: Parameter, given: string | string[]): unknown {
  if (allows(parameter.schema, "array")) return Array.isArray(given) ? given : [given];
  // A repeated key of a single value: the last one counts, as it does in the API's framework.
  const single = Array.isArray(given) ? given.at(-1) : given;
  return allows(parameter.schema, "integer") && /^-?\d+$/.test(single ?? "") ? Number(single) : single;
}

function allows(schema: Schema, type: string): boolean {
  if (schema["type"] === type) return true;
  const choices: unknown = schema["anyOf"];
  return Array.isArray(choices) && choices.some((choice: Schema) => choice["type"] === type);
}

/** Drops what only repeats that no alternative fitted: the reasons stand beside it. */
function telling(errors: readonly ErrorObject[]): ErrorObject[] {
  const useful = errors.filter(
    (error) => error.keyword !== "anyOf" && !(error.keyword === "type" && error.params["type"] === "null"),
  );
  return (useful.length > 0 ? useful : [...errors]).slice(0, MAX_REPORTED);
}

function describe(error: ErrorObject, prefix: string): ProblemDetail {
  const missing: unknown = error.params["missingProperty"];
  const steps = error.instancePath.split("/").slice(1);
  if (typeof missing === "string") steps.push(missing);
  const field = [prefix, ...steps].filter((step) => step !== "").join(".");
  const details = typeof missing === "string" ? "Field required" : (error.message ?? "invalid");
  return field === "" ? { details } : { field, details: `${field}: ${details}` };
}
