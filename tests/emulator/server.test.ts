import { connect, type Socket } from "node:net";
import { createEmulator, type Emulator } from "../../emulator";
import { call } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator();
});

afterEach(() => emulator.stop());

/** Sends bytes as they are and resolves once the connection is closed. */
async function closedAfter(
  bytes: string,
  whenSent: (socket: Socket) => void = () => undefined,
): Promise<void> {
  const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
  await new Promise<void>((resolve) => {
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume().write(bytes, () => whenSent(socket));
  });
}

it("survives clients that leave amid a request or speak no HTTP", async () => {
  await closedAfter('POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"na', (socket) =>
    socket.destroy(),
  );
  await closedAfter("GARBAGE\r\n\r\n");
  expect((await call(emulator, "GET", "/health")).status).toBe(200);
});

it("listens on loopback only, on a port of its own", async () => {
  const other = await createEmulator();
  expect(other.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(other.url).not.toBe(emulator.url);
  await other.stop();
  await expect(createEmulator({ port: Number(new URL(emulator.url).port) })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

it("can be stopped twice, and is gone then", async () => {
  await emulator.stop();
  await emulator.stop();
  await expect(call(emulator, "GET", "/health")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

it("refuses a start time that is none", async () => {
  await expect(createEmulator({ clock: "manual", startTime: "soon" })).rejects.toThrow(
    "startTime is not a time",
  );
});
