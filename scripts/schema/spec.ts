/*
 * The parts of Pulumi's package schema that are used here.
 * https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */

/** A type where it is used. */
export type TypeSpec =
  | { type: "boolean" | "string" | "integer" | "number" }
  | { type: "array"; items: TypeSpec }
  | { type: "object"; additionalProperties: TypeSpec }
  | { $ref: string }
  | { oneOf: TypeSpec[] };

/** An input or an output. */
export type PropertySpec = TypeSpec & {
  description?: string;
  secret?: true;
  /** A value, no output. */
  plain?: true;
  /** For documentation alone: the provider decides. */
  willReplaceOnChanges?: true;
  defaultInfo?: { environment: string[] };
};

export type PropertySpecs = Record<string, PropertySpec>;

/** A type that has a name. */
export interface ObjectSpec {
  description?: string;
  type: "object";
  properties: PropertySpecs;
  required?: string[];
}

export interface EnumSpec {
  description?: string;
  type: "string";
  enum: { name: string; value: string }[];
}

export interface ResourceSpec {
  description: string;
  isComponent?: true;
  inputProperties: PropertySpecs;
  requiredInputs?: string[];
  /** What it gives out, its inputs too. */
  properties?: PropertySpecs;
  required?: string[];
  aliases?: { type: string }[];
  /** Filters of a list of what exists; absent: it cannot be listed. */
  listInputs?: ObjectSpec | { type: "object" };
}

export interface FunctionSpec {
  description: string;
  /** Absent: it takes no arguments. */
  inputs?: ObjectSpec;
  outputs: ObjectSpec;
}

export interface PackageSpec {
  name: string;
  displayName: string;
  version: string;
  description: string;
  keywords: string[];
  license: string;
  repository: string;
  logoUrl: string;
  /** Where Pulumi gets the plugin. */
  pluginDownloadURL: string;
  language: Record<string, object>;
  config: { variables: PropertySpecs };
  provider: ResourceSpec;
  resources: Record<string, ResourceSpec>;
  functions: Record<string, FunctionSpec>;
  types: Record<string, ObjectSpec | EnumSpec>;
}
