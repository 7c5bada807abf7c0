import { createRequire } from "node:module";
import { createServer } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { connectEngine, whenGone } from "../../../provider/hosts/engine";
import { listening } from "../../support/network/listening";

/** Something that speaks gRPC, on a port of its own. */
async function startEngine(): Promise<{ server: grpc.Server; address: string }> {
  const server = new grpc.Server();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, address: `127.0.0.1:${port}` };
}

/** The copy that Pulumi's classes were made with. */
function pulumisGrpc(): typeof grpc {
  return createRequire(require.resolve("@pulumi/pulumi/package.json"))("@grpc/grpc-js") as typeof grpc;
}

function connected(address: string): EngineClient {
  const engine = connectEngine(address);
  if (!engine) throw new Error("not an address");
  return engine;
}

/** How often the process was told to leave. */
function leavings(engine: EngineClient): { count: number; gone: Promise<void> } {
  const left = { count: 0, gone: Promise.resolve() };
  left.gone = new Promise<void>((resolve) => {
    whenGone(engine, () => {
      left.count++;
      resolve();
    });
  });
  return left;
}

const isReady = (engine: EngineClient, withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    engine.waitForReady(Date.now() + withinMs, (error) => resolve(error === undefined));
  });

it("stays while the engine is there, though nothing was said for so long that the connection was given up", async () => {
  const { server, address } = await startEngine();
  const { credentials, connectivityState } = pulumisGrpc();
  const settings = { "grpc.client_idle_timeout_ms": 1_000 };
  const engine = new EngineClient(address, credentials.createInsecure(), settings);
  const left = leavings(engine);
  const channel = engine.getChannel();
  const seen: number[] = [];
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const state = channel.getConnectivityState(false);
      seen.push(state);
      const wasIdle = seen.slice(1).includes(connectivityState.IDLE);
      if (wasIdle && state === connectivityState.READY) resolve();
      else channel.watchConnectivityState(state, Infinity, look);
    };
    look();
  });
  expect(left.count).toBe(0);
  engine.close();
  server.forceShutdown();
});

it("stays where there never was an engine", async () => {
  const { port, close } = await listening(createServer());
  await close();
  const engine = connected(`127.0.0.1:${port}`);
  const left = leavings(engine);
  expect(await isReady(engine, 300)).toBe(false);
  expect(left.count).toBe(0);
  engine.close();
});
