import { createServer, type Server } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";

/** A listening server. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Closes it and every connection; fine to call twice. */
  stop(): Promise<void>;
}

/** Answers a request; the bindings give access to the socket. */
export type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>;

const HOST = "127.0.0.1";

/** Listens on loopback; port 0 takes any free one. Rejects when the port is taken. */
export async function startServer(port: number, fetch: Fetch): Promise<RunningServer> {
  const listener = getRequestListener((request, env) => fetch(request, nodeBindings(env)), {
    // The emulator may live in somebody's test process, whose globals are not ours to replace.
    overrideGlobalObjects: false,
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await listen(server, port);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://${HOST}:${address.port}`, stop: () => close(server) };
}

function nodeBindings(env: unknown): HttpBindings {
  if (isNodeBindings(env)) return env;
  throw new Error("the server speaks HTTP/1 only");
}

function isNodeBindings(env: unknown): env is HttpBindings {
  return typeof env === "object" && env !== null && "incoming" in env && "outgoing" in env;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
