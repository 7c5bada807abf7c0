import { createServer } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { connectEngine, whenGone } from "../../../provider/hosts/dynamic/engine-client";

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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

it("is no engine, what a process is told that no engine started", () => {
  for (const argument of [undefined, "", "tests/unit", "--runInBand", "/tmp/a:1"])
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
