import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { pulumisGrpc } from "./pulumis-packages";

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
