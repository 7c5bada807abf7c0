import fs from "node:fs/promises";
import path from "node:path";
import type * as grpc from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  GetSchemaRequest,
  type GetSchemaResponse,
  ProviderHandshakeRequest,
  type ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { version } from "../../package.json";
import schema from "../../plugin/schema.json";
import { structOf } from "../../provider/hosts/plugin/properties";
import { pulumisEmpty, pulumisGrpc } from "../../provider/hosts/pulumi-modules";
import { type RunningEngine, startEngine } from "../support/engine/running-engine";
import { type EngineStandIn, startEngineStandIn } from "../support/package/engine-stand-in";
import { type Installation, installPacked } from "../support/package/scratch-project";

/** The promise is 400 ms, on a machine that does nothing else. */
const MAX_START_MS = 2_000;

// rule: plugin-process
describe("the plugin of the packed package", () => {
  let installed: Installation;
  const opened: { close: () => void }[] = [];
  beforeAll(async () => {
    installed = await installPacked();
  }, 60_000);
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
  });
  afterAll(() => installed.remove());

  const place = (...parts: string[]): string => path.join(installed.folder, "node_modules", ...parts);

  /** Starts it as the engine does, by its name in the folder of all commands. */
  async function start(engineAddress?: string): Promise<{ plugin: RunningEngine; port: string }> {
    const plugin = startEngine({
      command: place(".bin/pulumi-resource-wherobots"),
      args: engineAddress === undefined ? [] : [engineAddress],
      cwd: installed.folder,
      env: process.env,
    });
    opened.push({ close: () => plugin.kill("SIGKILL") });
    const [, port = ""] = await plugin.waitForOutput(/^(\d+)\n/);
    return { plugin, port };
  }

  function clientAt(port: string): ResourceProviderClient {
    const { credentials } = pulumisGrpc();
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    opened.push(client);
    return client;
  }

  async function engineStandIn(): Promise<EngineStandIn> {
    const engine = await startEngineStandIn();
    opened.push({ close: () => engine.kill() });
    return engine;
  }

  it("stands in a folder of its own, for every system, with its schema", async () => {
    const folder = place("pulumi-wherobots/plugin");
    expect((await fs.readdir(folder)).sort()).toEqual([
      "package.json",
      "pulumi-resource-",
      "pulumi-resource-wherobots",
      "pulumi-resource-wherobots.cjs",
      "pulumi-resource-wherobots.cmd",
      "schema.json",
    ]);
    for (const file of ["pulumi-resource-", "pulumi-resource-wherobots"])
      await expect(fs.access(path.join(folder, file), fs.constants.X_OK)).resolves.toBeUndefined();
  });

  it("starts before anybody waits, and says who it is and what it has", async () => {
    const startedAtMs = performance.now();
    const { port } = await start();
    expect(performance.now() - startedAtMs).toBeLessThan(MAX_START_MS);
    const client = clientAt(port);
    const shaken = await answer<ProviderHandshakeResponse>((done) =>
      client.handshake(new ProviderHandshakeRequest(), done),
    );
    expect(shaken.getAcceptSecrets()).toBe(true);
    const info = await answer<PluginInfo>((done) =>
      client.getPluginInfo(new (pulumisEmpty())() as never, done),
    );
    expect(info.getVersion()).toBe(version);
    const told = await answer<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done));
    expect(JSON.parse(told.getSchema())).toEqual(schema);
  });

  it("ends when the engine that it talked to was killed", async () => {
    const engine = await engineStandIn();
    const { plugin, port } = await start(engine.address);
    const misspelt = new CheckRequest().setNews(structOf({ regoin: "aws-us-west-2" }));
    await answer((done) => clientAt(port).checkConfig(misspelt, done));
    expect(await engine.nextLine).toContain("did you mean region?");
    engine.kill();
    expect(await plugin.wait()).toMatchObject({ exitCode: 1, stderr: "" });
  });
});

/** One call, as a promise. */
function answer<Answer>(
  call: (done: (error: grpc.ServiceError | null, answer: Answer) => void) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    call((error, given) => (error ? reject(error) : resolve(given)));
  });
}
