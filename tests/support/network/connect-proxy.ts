import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import { type CertificateName, certificate } from "./certificates";
import { type Listening, listening } from "./listening";

/** How a proxy meets a CONNECT: a tunnel, a refusal with a status, silence, or a closed connection. */
export type Consent = "tunnel" | "silence" | "hang-up" | number;

/** A proxy on this machine. All tunnels lead to the one server behind it, whatever host they name. */
export interface ConnectProxy extends Listening {
  readonly url: string;
  /** Targets of CONNECT, as `host:port`. */
  readonly targets: readonly string[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** Everything that reached the proxy and could be read by it, tunnelled bytes included. */
  seen(): string;
}

/**
 * @param behind port of the server behind the proxy
 * @param options a list of consents is for one CONNECT each, and its last for all that follow
 */
export async function startConnectProxy(
  behind: number,
  options: { consent?: Consent | readonly Consent[]; certificate?: CertificateName } = {},
): Promise<ConnectProxy> {
  const { certificate: name } = options;
  const consents = [options.consent ?? "tunnel"].flat();
  const server = name === undefined ? createServer() : createSecureServer(certificate(name));
  const targets: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const seen: string[] = [];
  server.on("request", (request, response) => {
    seen.push(`${request.method} ${request.url}\n${JSON.stringify(request.headers)}`);
    response.writeHead(400).end();
  });
  server.on("connect", (request, socket: Socket) => {
    targets.push(request.url ?? "");
    headers.push(request.headers);
    seen.push(`CONNECT ${request.url}\n${JSON.stringify(request.headers)}`);
    socket.on("data", (chunk: Buffer) => seen.push(chunk.toString("latin1"))).on("error", () => undefined);
    consentTo(socket, consents[Math.min(targets.length, consents.length) - 1] ?? "tunnel", behind);
  });
  server.on("tlsClientError", () => undefined);
  const listens = await listening(server);
  // A TLS server is named, and not numbered: undici says the name of a proxy in its handshake.
  const address = name === undefined ? "http://127.0.0.1" : "https://localhost";
  return {
    ...listens,
    url: `${address}:${listens.port}`,
    targets,
    headers,
    seen: () => seen.join("\n"),
  };
}

function consentTo(socket: Socket, consent: Consent, behind: number): void {
  if (consent === "silence") return;
  if (consent === "hang-up") {
    socket.destroy();
    return;
  }
  if (consent !== "tunnel") {
    socket.end(`HTTP/1.1 ${consent} Refused\r\ncontent-length: 0\r\n\r\n`);
    return;
  }
  const onward = connect(behind, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.pipe(onward).pipe(socket);
  });
  onward.on("error", () => socket.destroy());
  socket.on("close", () => onward.destroy());
}
