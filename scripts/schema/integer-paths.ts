/** The parts of a JSON schema that lead to numbers. */
interface JsonSchema {
  type?: unknown;
  properties?: Record<string, unknown>;
}

/** Dotted paths of the properties that are whole numbers. */
export function integerPaths(schema: JsonSchema, prefix = ""): Set<string> {
  const paths = new Set<string>();
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const property = value as JsonSchema;
    if (property.type === "integer") paths.add(prefix + key);
    for (const path of integerPaths(property, `${prefix}${key}.`)) paths.add(path);
  }
  return paths;
}
