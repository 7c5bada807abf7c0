import { connect, type Socket } from "node:net";
import { createEmulator } from "../../emulator";
import { at, call, emulatorPerTest, field, PAYLOAD, submit } from "./api-caller";

const api = emulatorPerTest({ clock: "real" });

function socket(): Socket {
  return connect(Number(new URL(api.emulator.url).port), "127.0.0.1").on("error", () => undefined);
}

/** Sends bytes as they are and resolves once the connection is closed. */
async function closedAfter(
  bytes: string,
  whenSent: (client: Socket) => void = () => undefined,
): Promise<void> {
  const client = socket();
  await new Promise<void>((resolve) => {
    client.on("close", () => resolve());
    client.resume().write(bytes, () => whenSent(client));
  });
}

/** Sends the head of a request, and then bytes for as long as anybody takes them; what came back, how much was sent. */
async function upload(head: string): Promise<{ answer: string; sentBytes: number }> {
  const client = socket();
  const part = Buffer.alloc(1024 * 1024, "x");
  let answer = "";
  let sentBytes = 0;
  const send = (): void => {
    while (!client.destroyed && client.write(part)) sentBytes += part.length;
    sentBytes += part.length;
  };
  await new Promise<void>((resolve) => {
    client.on("data", (bytes) => {
      answer += String(bytes);
      client.end();
    });
    client.on("drain", () => answer === "" && send());
    client.on("close", () => resolve());
    client.write(`${head}\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\r\n`);
    send();
  });
  return { answer, sentBytes };
}

describe("a body", () => {
  it.each([
    ["without a key", "POST /runs", "X-No-Key: 1", 401],
    ["with a wrong key", "POST /runs", "X-API-Key: wbk_other", 401],
    ["longer than any that is served", "POST /runs", "X-API-Key: wbk_emulator", 413],
    ["of a stranger's upload", "PUT /s3/bucket/key?X-Amz-Signature=0", "X-No-Key: 1", 403],
  ])("%s is answered before it is read", async (_what, target, header, status) => {
    const { answer, sentBytes } = await upload(
      `${target} HTTP/1.1\r\nContent-Length: 1000000000\r\n${header}`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
    expect(api.emulator.requests).toMatchObject([{ status }]);
    expect(api.emulator.requests[0]).not.toHaveProperty("body");
  });

  it.each([
    ["application/x-www-form-urlencoded", 422],
    ["text/plain", 422],
    ["application/json; charset=utf-8", 201],
    ["application/vnd.wherobots+json", 201],
  ])("of type %s is answered with %i", async (type, status) => {
    const options = { rawBody: JSON.stringify(PAYLOAD), headers: { "content-type": type } };
    expect((await api.post("/runs", undefined, options)).status).toBe(status);
    expect(api.emulator.runs()).toHaveLength(status === 201 ? 1 : 0);
  });
});

it("the emulator survives clients that leave amid a request or speak no HTTP", async () => {
  const head = 'POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"na';
  await closedAfter(head, (client) => client.destroy());
  await closedAfter("GARBAGE\r\n\r\n");
  expect((await api.get("/health")).status).toBe(200);
});

it("links lead to the public address, which may be a proxy's", async () => {
  await api.restart({ publicUrl: "https://emulator.test/" });
  const id = field((await api.get("/organization")).body, "fileStore", "id");
  const { body } = await api.post(`/storage/${id}/file-upload-url/a.py`);
  expect(at(body, "uploadUrl")).toMatch(/^https:\/\/emulator\.test\/s3\//);
  const servers = [{ url: "https://emulator.test" }];
  expect((await api.get("/openapi.json")).body).toMatchObject({ servers });
  await expect(createEmulator({ publicUrl: "emulator.test" })).rejects.toThrow("publicUrl");
});

it("runs have the same ids for the same seed, else others at each start", async () => {
  const ids: string[] = [];
  for (const options of [{ seed: 7 }, { seed: 7 }, {}, {}]) {
    const seeded = await createEmulator(options);
    ids.push(await submit(seeded));
    await seeded.stop();
  }
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
});

it("each emulator listens on loopback only, on a port of its own", async () => {
  const other = await createEmulator();
  expect(other.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(other.url).not.toBe(api.emulator.url);
  await other.stop();
  const port = Number(new URL(api.emulator.url).port);
  await expect(createEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

it("an emulator can be stopped twice, and is gone then", async () => {
  await api.emulator.stop();
  await api.emulator.stop();
  await expect(call(api.emulator, "GET", "/health")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

it.each(["soon", "2026-13-01", "2026-02-30T00:00:00Z", "1960-01-01", "3000-01-01"])(
  "a clock does not start at %s",
  async (startTime) => {
    const message = expect.stringMatching(/^(startTime is not a time|the clock starts between)/) as string;
    const refusal = { name: "RangeError", message };
    await expect(createEmulator({ clock: "manual", startTime })).rejects.toMatchObject(refusal);
  },
);
