import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { LogLevel } from "../lifecycle";

/** Writes one line to a resource's row in the engine's display. */
export type EngineLog = (urn: string, level: LogLevel, message: string, ephemeral: boolean) => void;

const SEVERITY = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const satisfies Record<LogLevel, unknown>;

/** Standard output only reaches the stack's row, so it serves where there is no engine. */
export function engineLogOf(engine: EngineClient | undefined, print: (line: string) => void): EngineLog {
  if (!engine) return (_urn, level, message) => print(`${level}: ${message}`);
  return (urn, level, message, ephemeral) => {
    const request = new LogRequest();
    request.setSeverity(SEVERITY[level]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // A lost line must not fail a run that costs money.
    engine.log(request, (error) => {
      if (error && !ephemeral) print(`${level}: ${message}`);
    });
  };
}
