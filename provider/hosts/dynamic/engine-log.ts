import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { LogLevel } from "../../lifecycle";

/** Writes one line to a resource's row in the engine's display. */
export type EngineLog = (urn: string, level: LogLevel, message: string, ephemeral: boolean) => void;

const SEVERITY = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const satisfies Record<LogLevel, unknown>;

/**
 * Connects to the engine that started this process. The dynamic host is given the engine's address as its
 * argument; its standard output only reaches the stack's row, so it serves when there is no address.
 */
export function connectEngineLog(address: string | undefined, print: (line: string) => void): EngineLog {
  if (address === undefined || address === "") return (_urn, level, message) => print(`${level}: ${message}`);
  const client = new EngineClient(address, pulumisGrpc().credentials.createInsecure());
  return (urn, level, message, ephemeral) => {
    const request = new LogRequest();
    request.setSeverity(SEVERITY[level]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // A lost line must not fail a run that costs money.
    client.log(request, (error) => {
      if (error && !ephemeral) print(`${level}: ${message}`);
    });
  };
}

/** The copy of grpc-js that Pulumi's own classes were made with: credentials of another copy are refused. */
function pulumisGrpc(): typeof grpc {
  return createRequire(require.resolve("@pulumi/pulumi/package.json"))("@grpc/grpc-js") as typeof grpc;
}
