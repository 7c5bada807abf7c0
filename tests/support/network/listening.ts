import type { AddressInfo, Server, Socket } from "node:net";

/** A server that listens on a port of 127.0.0.1, and ends with all its connections. */
export interface Listening {
  readonly port: number;
  /** How many connections were made. */
  connections(): number;
  close(): Promise<void>;
}

/** Lets the server listen on a free port of this machine. */
export async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  let made = 0;
  server.on("connection", (socket: Socket) => {
    made += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => made,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
