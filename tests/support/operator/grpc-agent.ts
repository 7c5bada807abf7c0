import { createServer } from "node:net";
import path from "node:path";
import { credentials, loadPackageDefinition, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { startEngine } from "../engine/running-engine";
import type { Agent, Outcome } from "./agent";
import type { Pod } from "./pod";

type Call = (request: object, done: (error: Error | null) => void) => void;
type Stream = (request: object) => NodeJS.EventEmitter;
type Client = Record<"Install" | "SelectStack", Call> &
  Record<"Up" | "Destroy", Stream> & { close(): void; waitForReady(deadline: Date, done: Call[]): void };

/** The operator's own agent, as its Makefile builds it, which serves one workspace over gRPC. */
export async function grpcAgent(pod: Pod, sources: string): Promise<Agent & { stop(): Promise<void> }> {
  const port = await freePort();
  const server = startEngine({
    command: path.join(sources, "agent/pulumi-kubernetes-agent"),
    args: [
      ...["serve", "--workspace", pod.workDir, "--skip-install", "--env-file", pod.envFile],
      ...["--host", "127.0.0.1", "--port", String(port)],
    ],
    cwd: pod.workDir,
    env: pod.env,
  });
  await server.waitForOutput(/server listening/);
  const client = clientOf(sources, port);
  const call = (method: "Install" | "SelectStack", request: object): Promise<void> =>
    new Promise((resolve, reject) => {
      client[method](request, (error) => (error ? reject(error) : resolve()));
    });
  const stream = async (method: "Up" | "Destroy", request: object): Promise<Outcome> => {
    const from = server.output.length;
    const failed = await streamFails(client[method](request));
    return { failed, said: server.output.slice(from) };
  };
  return {
    install: () => call("Install", {}),
    selectStack: (stackName) => call("SelectStack", { stackName, create: true }),
    up: ({ refresh = false, continueOnError = false }) => stream("Up", { refresh, continueOnError }),
    destroy: ({ runProgram = false }) => stream("Destroy", { runProgram }),
    terminate: () => {
      server.kill("SIGTERM");
      return Promise.resolve();
    },
    stop: async () => {
      client.close();
      server.kill("SIGTERM");
      await server.wait();
    },
  };
}

/** The controller takes any end without a successful result for a failure. */
function streamFails(messages: NodeJS.EventEmitter): Promise<boolean> {
  return new Promise((resolve) => {
    let failed = true;
    messages.on("data", ({ result }: { result?: { summary?: { result?: string } } }) => {
      if (result) failed = result.summary?.result !== "succeeded";
    });
    messages.on("error", () => resolve(true));
    messages.on("end", () => resolve(failed));
  });
}

function clientOf(sources: string, port: number): Client {
  const proto = path.join(sources, "agent/pkg/proto/agent.proto");
  const { agent } = loadPackageDefinition(loadSync(proto, { keepCase: false })) as unknown as {
    agent: { AutomationService: ServiceClientConstructor };
  };
  return new agent.AutomationService(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as Client;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
