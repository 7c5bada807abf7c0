import Ajv from "ajv";
import type { PackageSpec, PropertySpecs, TypeSpec } from "../../../scripts/schema/spec";

/** What the schema knows of names and literal values. */
type Schema = Pick<PackageSpec, "name" | "provider" | "resources" | "functions" | "types">;

/** An expression, or a built-in function: what it is is only known when the program runs. */
const COMPUTED = [
  { type: "string", pattern: "\\$\\{" },
  { type: "object", minProperties: 1, propertyNames: { pattern: "^fn::" } },
];

/** What in a Pulumi program in YAML, parsed, is not as the package schema has it. Other packages are not looked at. */
export function schemaProblems(program: unknown, schema: Schema): string[] {
  const definitions = Object.fromEntries(
    Object.entries(schema.types).map(([token, type]) => [
      token,
      type.type === "string"
        ? { enum: type.enum.map(({ value }) => value) }
        : objectOf(type.properties, type.required),
    ]),
  );
  const problemsOf = (token: string, given: unknown, properties?: PropertySpecs, required?: string[]) => {
    if (!properties) return [`there is no ${token}`];
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajv.validate({ ...objectOf(properties, required), types: definitions }, given ?? {});
    return (ajv.errors ?? []).map((error) => `${token}: ${JSON.stringify(error)}`);
  };
  return objectsIn(program).flatMap((node) => {
    const token = String(node["type"] ?? node["function"]);
    const full = token.replace(/^([^:]+):([^:]+)$/, "$1:index:$2");
    const isProvider = token === `pulumi:providers:${schema.name}`;
    if (!isProvider && !token.startsWith(`${schema.name}:`)) return [];
    if ("function" in node) {
      const spec = schema.functions[full];
      const properties = spec && (spec.inputs?.properties ?? {});
      return problemsOf(token, node["arguments"], properties, spec?.inputs?.required);
    }
    const spec = isProvider ? schema.provider : schema.resources[full];
    return problemsOf(token, node["properties"], spec?.inputProperties, spec?.requiredInputs);
  });
}

function objectOf(properties: PropertySpecs, required: readonly string[] = []): object {
  const values = Object.entries(properties).map(([name, spec]) => [name, valueOf(spec)]);
  const known = { properties: Object.fromEntries(values) as object, additionalProperties: false };
  return { type: "object", required, ...known };
}

function valueOf(spec: TypeSpec): object {
  return { anyOf: [...COMPUTED, literalOf(spec)] };
}

function literalOf(spec: TypeSpec): object {
  if ("oneOf" in spec) return { type: "string" };
  // A type of Pulumi's own, such as any value, is not looked at.
  if ("$ref" in spec) return spec.$ref.startsWith("#/types/") ? { $ref: spec.$ref } : {};
  if (spec.type === "array") return { type: "array", items: valueOf(spec.items) };
  if (spec.type === "object")
    return { type: "object", additionalProperties: valueOf(spec.additionalProperties) };
  return { type: spec.type };
}

/** Every object in a value, at any depth. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}
