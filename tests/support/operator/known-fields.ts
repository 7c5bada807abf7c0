import type { Schema, Schemas } from "./schemas";

const TEXT: Schema = { type: "string" };
const WHOLE: Schema = { type: "integer" };
const FLAG: Schema = { type: "boolean" };
/** Whatever Pulumi makes of it. */
const ANY: Schema = {};

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}

function list(items: Schema): Schema {
  return { type: "array", items };
}

function mapOf(additionalProperties: Schema): Schema {
  return { type: "object", additionalProperties };
}

const METADATA = object({ name: TEXT, namespace: TEXT }, ["name"]);
const SECRET = object({ name: TEXT, namespace: TEXT, key: TEXT }, ["name", "key"]);
const REFERENCE = object({ type: TEXT, secret: SECRET, literal: object({ value: TEXT }, ["value"]) }, [
  "type",
]);
const CONTAINER = object(
  {
    name: TEXT,
    image: TEXT,
    command: list(TEXT),
    volumeMounts: list(object({ name: TEXT, mountPath: TEXT }, ["name", "mountPath"])),
  },
  ["name"],
);
const POD = object({ initContainers: list(CONTAINER), containers: list(CONTAINER) }, ["containers"]);

const STACK = object(
  {
    stack: TEXT,
    backend: TEXT,
    projectRepo: TEXT,
    branch: TEXT,
    repoDir: TEXT,
    programRef: object({ name: TEXT }, ["name"]),
    serviceAccountName: TEXT,
    envRefs: mapOf(REFERENCE),
    refresh: FLAG,
    runProgram: FLAG,
    destroyOnFinalize: FLAG,
    continueResyncOnCommitMatch: FLAG,
    resyncFrequencySeconds: WHOLE,
    retryMaxBackoffDurationSeconds: WHOLE,
    updateTemplate: object({ spec: object({ continueOnError: FLAG }) }),
    workspaceTemplate: object({ spec: object({ image: TEXT, podTemplate: object({ spec: POD }) }) }),
  },
  ["stack"],
);

const RESOURCE = object({ type: TEXT, properties: mapOf(ANY) }, ["type"]);
const PROGRAM = object({ packages: mapOf(TEXT), resources: mapOf(RESOURCE), outputs: mapOf(ANY) });

function kind(body: Readonly<Record<string, Schema>>): Schema {
  return object({ apiVersion: TEXT, kind: TEXT, metadata: METADATA, ...body }, [
    "metadata",
    ...Object.keys(body),
  ]);
}

/**
 * Of the operator's objects, the fields that pages and examples here use. It stands in where the operator's own definitions
 * are not at hand; where they are, a test holds it to them.
 */
export const KNOWN_FIELDS: Schemas = new Map([
  ["pulumi.com/v1 Stack", kind({ spec: STACK })],
  ["pulumi.com/v1 Program", kind({ program: PROGRAM })],
]);
