import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Log, LogLevel } from "../log";
import { pulumisGrpc } from "./pulumi-modules";

/** `host:port`, as the engine writes it; any other argument is of a process that no engine started. */
const ADDRESS = /^[^/]+:\d+$/;

/** The engine that started this process: every provider is given its address as its argument. */
export function connectEngine(argument: string | undefined): EngineClient | undefined {
  if (argument === undefined || !ADDRESS.test(argument)) return undefined;
  return new EngineClient(argument, pulumisGrpc().credentials.createInsecure());
}

/**
 * Calls `leave` when an engine that was there cannot be reached any more. A killed engine takes nothing with it: its
 * providers would follow their runs for ever, and after a pause start others, beside those of the next `up`.
 */
export function whenGone(engine: EngineClient, leave: () => void): void {
  const { connectivityState } = pulumisGrpc();
  const channel = engine.getChannel();
  let wasThere = false;
  const look = (): void => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) wasThere = true;
    if (state !== connectivityState.TRANSIENT_FAILURE) channel.watchConnectivityState(state, Infinity, look);
    else if (wasThere) leave();
  };
  look();
}

/** Writes one line to a resource's row in the engine's display. Resolves when the engine has taken it, or never will. */
export type EngineLog = (urn: string, level: LogLevel, message: string, ephemeral: boolean) => Promise<void>;

/** What belongs to no single resource: on the stack's row. */
export function processLog(engineLog: EngineLog): Log {
  return (level, message, options) => void engineLog("", level, message, options?.ephemeral ?? false);
}

const SEVERITY = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const satisfies Record<LogLevel, unknown>;

/** More lines than this that an engine has not taken yet are not kept for it: its terminal may be stopped for hours. */
const MAX_WAITING = 10_000;

/** Standard output only reaches the stack's row, so it serves where there is no engine. */
export function engineLogOf(engine: EngineClient | undefined, print: (line: string) => void): EngineLog {
  if (!engine)
    return (_urn, level, message) => {
      print(`${level}: ${message}`);
      return Promise.resolve();
    };
  let last = Promise.resolve();
  let waiting = 0;
  return (urn, level, message, ephemeral) => {
    if (ephemeral && waiting >= MAX_WAITING) return last;
    waiting++;
    const request = new LogRequest()
      .setSeverity(SEVERITY[level])
      .setMessage(message)
      .setUrn(urn)
      .setEphemeral(ephemeral);
    // One after the other: the engine handles calls that are open together in any order.
    last = last.then(async () => {
      const isTaken = await taken(engine, request);
      waiting--;
      // A lost line must not fail a run that costs money.
      if (!isTaken && !ephemeral && level !== "debug") print(`${level}: ${message}`);
    });
    return last;
  };
}

function taken(engine: EngineClient, request: LogRequest): Promise<boolean> {
  return new Promise((resolve) => {
    engine.log(request, (error) => resolve(!error));
  });
}
