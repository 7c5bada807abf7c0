import { once } from "node:events";
import { connect, createServer } from "node:net";
import { listening } from "./listening";

/** A port of 127.0.0.1 that refuses connections, until it is closed. */
export interface Refusing {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The port is the near end of a connection. A port that is merely free goes to the next server that asks for any: that of
 * another test, which would answer.
 */
export async function refusing(): Promise<Refusing> {
  const { port: far, close } = await listening(createServer());
  const connection = connect(far, "127.0.0.1");
  await once(connection, "connect");
  const { localPort: port } = connection;
  if (port === undefined) throw new Error("the connection has no port");
  return {
    port,
    close: async () => {
      connection.destroy();
      await close();
    },
  };
}
