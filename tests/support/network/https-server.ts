import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type CertificateName, certificate } from "./certificates";
import { type Listening, listening } from "./listening";

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** An https server on this machine. */
export interface HttpsServer extends Listening {
  readonly url: string;
  readonly requests: readonly ArrivedRequest[];
}

/** Starts one that answers with `answer`. */
export async function startHttpsServer(
  name: CertificateName,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<HttpsServer> {
  const requests: ArrivedRequest[] = [];
  const server = createServer(certificate(name), (incoming, response) => {
    requests.push({ method: incoming.method ?? "", path: incoming.url ?? "", headers: incoming.headers });
    answer(incoming, response);
  });
  // A client that turns away is what some tests are about.
  server.on("tlsClientError", () => undefined);
  const listens = await listening(server);
  return { ...listens, url: `https://127.0.0.1:${listens.port}`, requests };
}

/** Starts one that hands everything on to `target`, as a TLS front does. */
export function startTlsFront(name: CertificateName, target: string): Promise<HttpsServer> {
  return startHttpsServer(name, (incoming, response) => {
    const { method, url = "/", headers } = incoming;
    const onward = request(`${target}${url}`, { method: method ?? "GET", headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    incoming.pipe(onward);
  });
}
