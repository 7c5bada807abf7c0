import type * as pulumi from "@pulumi/pulumi";

/** The outputs of a resource that records `R`. */
export type RecordOutputs<R> = { readonly [K in keyof R]-?: pulumi.Output<R[K]> };
