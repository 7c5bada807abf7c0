import { createRequire } from "node:module";
import { createServer } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { connectEngine, whenGone } from "../../../provider/hosts/engine-client";

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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

it("is no engine, what a process is told that no engine started", () => {
  for (const argument of [undefined, "", "tests/unit", "--runInBand", "some/path:1"])
    expect(connectEngine(argument)).toBeUndefined();
});

it("leaves when the engine is gone, and not before", async () => {
  const { server, address } = await startEngine();
  const engine = connectEngine(address);
  if (!engine) throw new Error("not an address");
  let left = 0;
  const gone = new Promise<void>((resolve) => {
    whenGone(engine, () => {
      left++;
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    engine.waitForReady(Date.now() + 10_000, (error) => (error ? reject(error) : resolve()));
  });
  expect(left).toBe(0);
  server.forceShutdown();
  await gone;
  expect(left).toBe(1);
  engine.close();
});

it("stays while the engine is there, though nothing was said for so long that the connection was given up", async () => {
  const { server, address } = await startEngine();
  const { credentials, connectivityState } = pulumisGrpc();
  const engine = new EngineClient(address, credentials.createInsecure(), {
    "grpc.client_idle_timeout_ms": 1_000,
  });
  let left = 0;
  whenGone(engine, () => {
    left++;
  });
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
  expect(left).toBe(0);
  engine.close();
  server.forceShutdown();
});

it("stays where there never was an engine", async () => {
  const engine = connectEngine(`127.0.0.1:${await freePort()}`);
  if (!engine) throw new Error("not an address");
  let left = 0;
  whenGone(engine, () => {
    left++;
  });
  const ready = new Promise<boolean>((resolve) => {
    engine.waitForReady(Date.now() + 300, (error) => resolve(error === undefined));
  });
  expect(await ready).toBe(false);
  expect(left).toBe(0);
  engine.close();
});
