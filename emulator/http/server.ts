import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { EmulatorOptions } from "../options";

/** A listening server. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>` or that of another host, or https. */
  url: string;
  /** Closes it and every connection; fine to call twice. */
  stop(): Promise<void>;
}

/** Answers a request; the bindings give access to the socket. */
export type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>;

const LOOPBACK = "127.0.0.1";
/** Every address of the machine, with the one of them by which it is reached from itself. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": LOOPBACK, "::": "::1" };

/** Listens on loopback or the host that is named; port 0 takes any free one. Rejects when the port is taken or the certificate is none. */
export async function startServer(
  { port = 0, host = LOOPBACK, tls }: Pick<EmulatorOptions, "port" | "host" | "tls">,
  fetch: Fetch,
): Promise<RunningServer> {
  const listener = getRequestListener((request, env) => fetch(request, nodeBindings(env)), {
    // The emulator may live in somebody's test process, whose globals are not ours to replace.
    overrideGlobalObjects: false,
  });
  const answer: RequestListener = (incoming, outgoing) => void listener(incoming, outgoing);
  const server = tls === undefined ? createServer(answer) : createTlsServer({ ...tls }, answer);
  await listen(server, port, host);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const scheme = tls === undefined ? "http" : "https";
  return { url: `${scheme}://${inUrl(EVERYWHERE[host] ?? host)}:${address.port}`, stop: () => close(server) };
}

function nodeBindings(env: unknown): HttpBindings {
  if (isNodeBindings(env)) return env;
  throw new Error("the server speaks HTTP/1 only");
}

function isNodeBindings(env: unknown): env is HttpBindings {
  return typeof env === "object" && env !== null && "incoming" in env && "outgoing" in env;
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
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
