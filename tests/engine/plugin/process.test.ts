import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { structOf } from "../../../provider/hosts/plugin/properties";
import { pulumisEmpty, pulumisGrpc } from "../../../provider/hosts/pulumi-modules";
import { VERSION } from "../../../provider/version";
import { REPOSITORY } from "../../support/repository";

/** Goes wrong in the plugin's own process, as a fault of this program would, when told to. */
const FAULTS = `
process.on("SIGUSR2", () => {
  Promise.reject(new Error("a fault that nobody awaits"));
  setImmediate(() => { throw new Error("a fault that nobody catches"); });
});`;
/** What Node makes of Ctrl-Break on Windows, on a signal that can be sent here. */
const BREAK = `process.on("SIGPIPE", () => process.emit("SIGBREAK"));`;

describe("the plugin's process", () => {
  let folder: string;
  let plugin: ChildProcess;
  let client: ResourceProviderClient;
  const lines: string[] = [];
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-plugin-"));
    const preload = path.join(folder, "faults.js");
    await fs.writeFile(preload, FAULTS + BREAK);
    const bin = path.join(REPOSITORY, "plugin/pulumi-resource-wherobots.cjs");
    plugin = spawn(process.execPath, ["-r", preload, bin], { stdio: ["ignore", "pipe", "inherit"] });
    if (!plugin.stdout) throw new Error("no output");
    const output = createInterface(plugin.stdout);
    const [port] = (await once(output, "line")) as [string];
    output.on("line", (line) => lines.push(line));
    const { credentials } = pulumisGrpc();
    client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    if (plugin.exitCode === null && plugin.signalCode === null) {
      plugin.kill("SIGKILL");
      await once(plugin, "exit");
    }
    await fs.rm(folder, { recursive: true, force: true });
  });

  const version = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const request = new (pulumisEmpty())() as Parameters<ResourceProviderClient["getPluginInfo"]>[0];
      client.getPluginInfo(request, (error, info) => (error ? reject(error) : resolve(info.getVersion())));
    });

  // rule: plugin-process
  it("goes on serving after a fault in one operation, says so, and does not end as if all was well", async () => {
    expect(await version()).toBe(VERSION);
    plugin.kill("SIGUSR2");
    while (!lines.some((line) => line.includes("nobody catches"))) await version();
    expect(lines.join("\n")).toContain(
      "internal error in pulumi-wherobots; please report it: a fault that nobody awaits",
    );
    expect(await version()).toBe(VERSION);
    plugin.kill("SIGTERM");
    client.close();
    expect(await once(plugin, "exit")).toEqual([1, null]);
  });

  it("says what it does not know, without a stack", async () => {
    const asked = new Promise((resolve, reject) => {
      const request = new InvokeRequest().setTok("wherobots:index:getRuns").setArgs(structOf({}));
      client.invoke(request, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    await expect(asked).rejects.toMatchObject({ details: "there is no function wherobots:index:getRuns" });
  });

  it.each([
    ["SIGINT", "SIGINT"],
    ["SIGTERM", "SIGTERM"],
    ["SIGBREAK, by which the engine ends it on Windows", "SIGPIPE"],
  ] as const)("ends at once on %s, while a client is connected", async (_, signal) => {
    await version();
    const beganMs = performance.now();
    plugin.kill(signal);
    expect(await once(plugin, "exit")).toEqual([0, null]);
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});
