import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type * as pulumi from "@pulumi/pulumi";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/*
 * The copies of these packages that Pulumi's own classes were made with: messages and credentials of another copy are
 * refused.
 */

const RUNTIME = ["./runtime", "./runtime/state", "./provider/server", "./resource"] as const;

/** What is loaded from Pulumi's folder, by the names that the files there use: the bundle of the plugin holds these. */
export const MODULES_OF_PULUMI = [
  "@grpc/grpc-js",
  "google-protobuf/google/protobuf/struct_pb",
  "google-protobuf/google/protobuf/any_pb",
  "google-protobuf/google/protobuf/empty_pb",
  "js-yaml",
  ...RUNTIME,
] as const;

/** gRPC. */
export function pulumisGrpc(): typeof grpc {
  return fromPulumi("@grpc/grpc-js") as typeof grpc;
}

/** The message that carries properties. */
export function pulumisStruct(): typeof Struct {
  return (fromPulumi("google-protobuf/google/protobuf/struct_pb") as { Struct: typeof Struct }).Struct;
}

/** The message that carries the details of an error. */
export function pulumisAny(): typeof Any {
  return (fromPulumi("google-protobuf/google/protobuf/any_pb") as { Any: typeof Any }).Any;
}

/** The message that carries nothing. */
export function pulumisEmpty(): new () => object {
  return (fromPulumi("google-protobuf/google/protobuf/empty_pb") as { Empty: new () => object }).Empty;
}

/** The reader of Pulumi.yaml. */
export function pulumisYaml(): { load(text: string): unknown } {
  return fromPulumi("js-yaml") as { load(text: string): unknown };
}

type Inputs = NonNullable<ReturnType<ConstructRequest["getInputs"]>>;
type InputDependencies = ReturnType<ConstructRequest["getInputdependenciesMap"]>;

/** What Pulumi's own server of components uses of its SDK, most of which has no types. */
export interface ComponentRuntime extends Pick<typeof pulumi.runtime, "resetOptions"> {
  /** `work` has settings of the SDK of its own, so that several components are made at once. */
  withLocalStorage: <T>(work: () => Promise<T>) => Promise<T>;
  /** Asks the engine what it can do. */
  awaitFeatureSupport: () => Promise<void>;
  setAllConfig: (config: Readonly<Record<string, string>>, secretKeys: readonly string[]) => void;
  /** Resolves when the engine has answered all calls. */
  waitForRPCs: () => Promise<void>;
  deserializeInputs: (inputs: Inputs, dependencies: InputDependencies) => Promise<pulumi.Inputs>;
  serializeResourceProperties: (
    label: string,
    properties: pulumi.Inputs,
  ) => Promise<[values: Record<string, unknown>, dependencies: Map<string, Set<pulumi.Resource>>]>;
  hookBindingFromProto: (binding: unknown) => pulumi.ResourceHookBinding | undefined;
  /** Of a resource that another process declared. */
  DependencyResource: new (
    urn: string,
  ) => pulumi.Resource;
  DependencyProviderResource: new (ref: string) => pulumi.ProviderResource;
}

/** It takes a third of a second to load. */
export function pulumisComponentRuntime(): ComponentRuntime {
  return Object.assign({}, ...RUNTIME.map(fromPulumi)) as ComponentRuntime;
}

function fromPulumi(name: (typeof MODULES_OF_PULUMI)[number]): unknown {
  return createRequire(require.resolve("@pulumi/pulumi/package.json"))(name);
}
