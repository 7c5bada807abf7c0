import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/*
 * The copies of these packages that Pulumi's own classes were made with: messages and credentials of another copy are
 * refused.
 */

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

function fromPulumi(name: string): unknown {
  return createRequire(require.resolve("@pulumi/pulumi/package.json"))(name);
}
