import description from "./openapi.json";

/** A JSON schema as the description holds it. */
export type Schema = Readonly<Record<string, unknown>>;

interface Content {
  "application/json"?: { schema: Schema };
}

interface DescribedBody {
  content: Content;
}

/** An operation as the description holds it. */
export interface DescribedOperation {
  operationId: string;
  security: readonly Schema[];
  parameters: readonly Parameter[];
  requestBody?: DescribedBody;
  responses: Readonly<Record<string, DescribedBody>>;
}

/** A path or query parameter. */
export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Schema;
}

/** One operation of the API as the emulator needs it. */
export interface Operation {
  id: string;
  method: string;
  /** Template as described: `/runs/{run_id}`. */
  path: string;
  /** False where anybody may call it. */
  authenticated: boolean;
  parameters: readonly Parameter[];
  requestSchema: Schema | undefined;
  /** Schema of the JSON body per status; absent where the description promises none. */
  responseSchemas: ReadonlyMap<number, Schema>;
}

/** All schemas by name; references look like `#/components/schemas/<name>`. */
export const COMPONENT_SCHEMAS: Readonly<Record<string, Schema>> = description.components.schemas;

/** Operations by path and method. */
export const DESCRIBED_PATHS: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>> =
  description.paths;

/** Every operation that the description holds, and so every one that the emulator serves. */
export function describedOperations(): Operation[] {
  return Object.entries(DESCRIBED_PATHS).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => toOperation(method, path, operation)),
  );
}

function toOperation(method: string, path: string, described: DescribedOperation): Operation {
  const responseSchemas = new Map<number, Schema>();
  for (const [status, response] of Object.entries(described.responses)) {
    const schema = response.content["application/json"]?.schema;
    if (schema !== undefined) responseSchemas.set(Number(status), schema);
  }
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    authenticated: described.security.length > 0,
    parameters: described.parameters,
    requestSchema: described.requestBody?.content["application/json"]?.schema,
    responseSchemas,
  };
}
