import type { PackageSpec, PropertySpecs, ResourceSpec, TypeSpec } from "../../../scripts/schema/spec";

/** What the schema knows of names and literal values. Text with `${…}` in it is only known when the program runs. */
type Schema = Pick<PackageSpec, "name" | "provider" | "resources" | "functions" | "types">;

/** What in a Pulumi program in YAML, parsed, is not as the package schema has it. Other packages are not looked at. */
export function schemaProblems(program: unknown, schema: Schema): string[] {
  const resources = Object.entries(mapAt(program, "resources")).flatMap(([name, resource]) =>
    resourceProblems(name, resource, schema),
  );
  return [...resources, ...invokesIn(program).flatMap((invoke) => invokeProblems(invoke, schema))];
}

function resourceProblems(name: string, resource: unknown, schema: Schema): string[] {
  const token = String(mapOf(resource)["type"]);
  const properties = mapAt(resource, "properties");
  const spec = resourceOf(token, schema);
  if (spec === undefined) return isOurs(token, schema) ? [`${name}: there is no ${token}`] : [];
  return [
    ...propertyProblems(name, properties, spec.inputProperties, schema),
    ...missing(name, properties, spec.requiredInputs),
  ];
}

function resourceOf(token: string, schema: Schema): ResourceSpec | undefined {
  return token === `pulumi:providers:${schema.name}` ? schema.provider : schema.resources[fullToken(token)];
}

function invokeProblems(invoke: unknown, schema: Schema): string[] {
  const token = String(mapOf(invoke)["function"]);
  const args = mapAt(invoke, "arguments");
  const inputs = schema.functions[fullToken(token)]?.inputs;
  if (inputs === undefined) return isOurs(token, schema) ? [`there is no function ${token}`] : [];
  return [
    ...propertyProblems(token, args, inputs.properties, schema),
    ...missing(token, args, inputs.required),
  ];
}

/** `wherobots:JobRun` is short for `wherobots:index:JobRun`. */
function fullToken(token: string): string {
  return token.replace(/^([^:]+):([^:]+)$/, "$1:index:$2");
}

function isOurs(token: string, { name }: Schema): boolean {
  return token.startsWith(`${name}:`);
}

function propertyProblems(
  path: string,
  values: Record<string, unknown>,
  specs: PropertySpecs,
  schema: Schema,
): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const spec = specs[key];
    return spec ? valueProblems(`${path}.${key}`, value, spec, schema) : [`${path}: there is no ${key}`];
  });
}

function valueProblems(path: string, value: unknown, spec: TypeSpec, schema: Schema): string[] {
  if (isComputed(value)) return [];
  if ("oneOf" in spec) return typeof value === "string" ? [] : [`${path} is no text`];
  if ("$ref" in spec) return namedTypeProblems(path, value, spec.$ref, schema);
  if (spec.type === "array")
    return Array.isArray(value)
      ? value.flatMap((item, index) => valueProblems(`${path}[${index}]`, item, spec.items, schema))
      : [`${path} is no list`];
  if (spec.type === "object")
    return Object.entries(mapOf(value)).flatMap(([key, item]) =>
      valueProblems(`${path}.${key}`, item, spec.additionalProperties, schema),
    );
  const type = spec.type === "integer" ? "number" : spec.type;
  return typeof value === type ? [] : [`${path} is no ${type}`];
}

function namedTypeProblems(path: string, value: unknown, ref: string, schema: Schema): string[] {
  const type = schema.types[ref.replace("#/types/", "")];
  // Pulumi's own, such as any value.
  if (type === undefined) return [];
  if (type.type === "string")
    return type.enum.some((choice) => choice.value === value) ? [] : [`${path} is none of its values`];
  const properties = mapOf(value);
  return [
    ...propertyProblems(path, properties, type.properties, schema),
    ...missing(path, properties, type.required),
  ];
}

function missing(path: string, values: Record<string, unknown>, required: readonly string[] = []): string[] {
  return required.filter((key) => !(key in values)).map((key) => `${path} lacks ${key}`);
}

/** An expression, or a built-in function. */
function isComputed(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${");
  return Object.keys(mapOf(value)).some((key) => key.startsWith("fn::"));
}

/** What stands under `fn::invoke`, wherever that is. */
function invokesIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(key === "fn::invoke" ? [item as unknown] : []),
    ...invokesIn(item),
  ]);
}

function mapAt(value: unknown, key: string): Record<string, unknown> {
  return mapOf(mapOf(value)[key]);
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
