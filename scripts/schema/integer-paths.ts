/** The parts of a JSON schema that lead to numbers. */
interface JsonSchema {
  type?: unknown;
  properties?: Record<string, unknown>;
  /** Of a map: what each of its values is. */
  additionalProperties?: unknown;
}

/** Dotted paths of the properties that are whole numbers; the keys of a map are no part of them. */
export function integerPaths(schema: JsonSchema, prefix = ""): Set<string> {
  const { additionalProperties: values } = schema;
  const inMap = typeof values === "object" && values !== null ? integerPaths(values, prefix) : [];
  const paths = new Set<string>(inMap);
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const property = value as JsonSchema;
    if (property.type === "integer") paths.add(prefix + key);
    for (const path of integerPaths(property, `${prefix}${key}.`)) paths.add(path);
  }
  return paths;
}
