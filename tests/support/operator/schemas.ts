import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import type { KubernetesObject } from "./objects";

/** JSON Schema, as far as it is read here. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** A schema for each `apiVersion` and kind. */
export type Schemas = ReadonlyMap<string, Schema>;

/** Names a folder that holds version 2.9.0 of pulumi/pulumi-kubernetes-operator. */
const SETTING = "PULUMI_WHEROBOTS_OPERATOR";

/** The folder of the operator's sources, or why there is none: they are in no package that this repository can pin. */
export function operatorSources(): { readonly folder: string } | { readonly why: string } {
  const folder = process.env[SETTING];
  if (folder === undefined || folder === "")
    return { why: `${SETTING} names no folder of its version 2.9.0` };
  const crds = path.join(folder, "deploy/crds");
  if (!existsSync(crds)) throw new Error(`${SETTING} is ${folder}, which has no deploy/crds`);
  return { folder };
}

/** The schemas of the operator's own custom resource definitions, closed: the API server drops what they do not name. */
export function crdSchemas(folder: string): Schemas {
  const crds = path.join(folder, "deploy/crds");
  const definitions = readdirSync(crds).map(
    (file) => parse(readFileSync(path.join(crds, file), "utf8")) as Definition,
  );
  return new Map(
    definitions.flatMap(({ spec: { group, names, versions } }) =>
      versions.map(({ name, schema }) => [
        `${group}/${name} ${names.kind}`,
        closed(withMetadata(schema.openAPIV3Schema)),
      ]),
    ),
  );
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** A definition leaves it to the API server. */
function withMetadata(schema: Schema): Schema {
  const text: Schema = { type: "string" };
  const metadata: Schema = {
    type: "object",
    required: ["name"],
    properties: { name: text, namespace: text },
  };
  return { ...schema, required: ["metadata"], properties: { ...schema.properties, metadata } };
}

function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties } = schema;
  if (schema["x-kubernetes-int-or-string"] === true)
    return { type: ["integer", "string"] } as unknown as Schema;
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    ...schema,
    ...(items && { items: closed(items) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: closed(additionalProperties) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])),
      additionalProperties: isOpen,
    }),
  };
}

/** What is wrong with an object, each with its place. */
export function problemsOf(object: KubernetesObject, schemas: Schemas): string[] {
  const kind = `${object.apiVersion} ${object.kind}`;
  const schema = schemas.get(kind);
  if (!schema) return [`no schema of ${kind}`];
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.validate(schema, object);
  return (ajv.errors ?? []).map(({ instancePath, message = "", params }) => {
    const { additionalProperty } = params as { additionalProperty?: string };
    return `${instancePath}${additionalProperty === undefined ? ` ${message}` : `/${additionalProperty} is not known`}`;
  });
}

/** Where `part` says other than `whole`: a field that is not there, of another type, or required in one alone. */
export function differences(part: Schema, whole: Schema | undefined, at = ""): string[] {
  if (!whole) return [`${at} is not known`];
  if (whole["x-kubernetes-preserve-unknown-fields"] === true && whole.properties === undefined) return [];
  const own = part.type === whole.type ? [] : [`${at} is ${String(whole.type)}, not ${String(part.type)}`];
  const missing = (whole.required ?? []).filter((name) => !(part.required ?? []).includes(name));
  const values = part.additionalProperties;
  const others = whole.additionalProperties;
  return [
    ...own,
    ...missing.map((name) => `${at}/${name} is required`),
    ...Object.entries(part.properties ?? {}).flatMap(([name, one]) =>
      differences(one, whole.properties?.[name], `${at}/${name}`),
    ),
    ...(part.items ? differences(part.items, whole.items, `${at}/*`) : []),
    ...(typeof values === "object"
      ? differences(values, typeof others === "object" ? others : undefined, `${at}/*`)
      : []),
  ];
}
