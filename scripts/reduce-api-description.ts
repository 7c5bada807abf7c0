import { readFileSync, writeFileSync } from "node:fs";

/**
 * Reduces an OpenAPI 3.1 description to what the emulator checks: names, types, bounds, enums,
 * required fields and references of the operations it serves. Prose is left out.
 *
 * Usage: node -r ts-node/register/transpile-only scripts/reduce-api-description.ts <in.json> <out.json>
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const SERVED: readonly (readonly [method: string, path: string])[] = [
  ["get", "/runs"],
  ["post", "/runs"],
  ["get", "/runs/{run_id}"],
  ["post", "/runs/{run_id}/cancel"],
  ["get", "/runs/{run_id}/logs"],
  ["get", "/runs/{run_id}/metrics"],
  ["get", "/organization"],
  ["get", "/organization/quota/organization"],
  ["get", "/users/me"],
  ["get", "/users/me/path-access"],
  ["get", "/me/jupyter/lab/config-hint"],
  ["get", "/health"],
  ["post", "/usage/costs"],
  ["get", "/usage/history"],
  ["get", "/storage"],
  ["post", "/storage"],
  ["post", "/storage/credentials"],
  // Before the ids that they would be taken for.
  ["get", "/storage/trust-relationship"],
  ["get", "/storage/s3-access-type"],
  ["get", "/storage/{integration_id}"],
  ["delete", "/storage/{integration_id}"],
  ["post", "/storage/{integration_id}/access"],
  ["get", "/storage/{integration_id}/sample-policy"],
  ["post", "/storage/{storage_id}/file-upload-url/{path}"],
  ["get", "/storage/{storage_id}/directories/{path}"],
  ["put", "/storage/{storage_id}/directories/{path}"],
  ["delete", "/storage/{storage_id}/directories/{path}"],
  ["get", "/storage/{storage_id}/files/{path}"],
  ["delete", "/storage/{storage_id}/files/{path}"],
  ["post", "/storage/{storage_id}/file-rename/{path}"],
  ["get", "/files/dir"],
  ["get", "/files/integration-dir"],
  ["post", "/files/upload-url"],
  ["delete", "/files"],
  ["post", "/files/folder"],
  ["get", "/files/download"],
  ["post", "/files/rename"],
];

const SCHEMA_KEYWORDS = new Set([
  "$ref",
  "additionalProperties",
  "anyOf",
  "const",
  "default",
  "enum",
  "format",
  "items",
  "maxItems",
  "maxLength",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "oneOf",
  "pattern",
  "properties",
  "propertyNames",
  "readOnly",
  "required",
  "type",
]);

function parse(text: string): Json {
  const parsed: unknown = JSON.parse(text);
  return toJson(parsed);
}

function toJson(value: unknown): Json {
  if (
    value === null ||
    typeof value === "boolean" ||
    typeof value === "number" ||
    typeof value === "string"
  ) {
    return value;
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  }
  throw new Error(`not a JSON value: ${typeof value}`);
}

function objectAt(value: Json | undefined, where: string): JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(`expected an object at ${where}`);
  }
  return value;
}

function reduceSchema(schema: Json): Json {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return schema;
  const reduced: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!SCHEMA_KEYWORDS.has(keyword)) continue;
    // A default that is a sentence is prose, not structure.
    if (keyword === "default" && typeof value === "string" && value.includes(" ")) continue;
    reduced[keyword] = reduceKeyword(keyword, value);
  }
  return reduced;
}

function reduceKeyword(keyword: string, value: Json): Json {
  if (keyword === "properties") {
    const properties = objectAt(value, "properties");
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, reduceSchema(inner)]));
  }
  if ((keyword === "anyOf" || keyword === "oneOf") && Array.isArray(value)) return value.map(reduceSchema);
  if (keyword === "items" || keyword === "additionalProperties" || keyword === "propertyNames") {
    return reduceSchema(value);
  }
  return value;
}

function reduceContent(holder: JsonObject): JsonObject {
  const content = holder["content"];
  if (content === undefined) return {};
  const json = objectAt(content, "content")["application/json"];
  if (json === undefined) return {};
  return { "application/json": { schema: reduceSchema(objectAt(json, "media type")["schema"] ?? {}) } };
}

function reduceBody(body: JsonObject): JsonObject {
  return { required: body["required"] ?? false, content: reduceContent(body) };
}

function reduceOperation(operation: JsonObject): JsonObject {
  const parameters = Array.isArray(operation["parameters"]) ? operation["parameters"] : [];
  const responses = objectAt(operation["responses"], "responses");
  const body = operation["requestBody"];
  return {
    operationId: operation["operationId"] ?? "",
    security: operation["security"] ?? [],
    parameters: parameters.map((entry) => {
      const parameter = objectAt(entry, "parameter");
      return {
        name: parameter["name"] ?? "",
        in: parameter["in"] ?? "",
        required: parameter["required"] ?? false,
        schema: reduceSchema(parameter["schema"] ?? {}),
      };
    }),
    ...(body === undefined ? {} : { requestBody: reduceBody(objectAt(body, "requestBody")) }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        { content: reduceContent(objectAt(response, status)) },
      ]),
    ),
  };
}

function referencedNames(value: Json): string[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap(referencedNames);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string"
      ? [inner.replace("#/components/schemas/", "")]
      : referencedNames(inner),
  );
}

function reachableSchemas(paths: JsonObject, schemas: JsonObject): JsonObject {
  const reached = new Map<string, Json>();
  const queue = referencedNames(paths);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (reached.has(name)) continue;
    const schema = schemas[name];
    if (schema === undefined) throw new Error(`schema ${name} is referred to but not described`);
    const reduced = reduceSchema(schema);
    reached.set(name, reduced);
    queue.push(...referencedNames(reduced));
  }
  return Object.fromEntries([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function reduceDescription(full: JsonObject): JsonObject {
  const allPaths = objectAt(full["paths"], "paths");
  const paths: { [path: string]: JsonObject } = {};
  for (const [method, path] of SERVED) {
    const item = objectAt(allPaths[path], path);
    paths[path] = { ...paths[path], [method]: reduceOperation(objectAt(item[method], `${method} ${path}`)) };
  }
  const components = objectAt(full["components"], "components");
  return {
    openapi: full["openapi"] ?? "3.1.0",
    paths,
    components: { schemas: reachableSchemas(paths, objectAt(components["schemas"], "schemas")) },
  };
}

function main([input, output]: readonly string[]): void {
  if (input === undefined || output === undefined) {
    throw new Error("usage: reduce-api-description <openapi.json> <reduced.json>");
  }
  const full = objectAt(parse(readFileSync(input, "utf8")), input);
  writeFileSync(output, `${JSON.stringify(reduceDescription(full), null, 1)}\n`);
}

main(process.argv.slice(2));
