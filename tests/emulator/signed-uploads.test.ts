import { AwsSigner, sha256 } from "../../emulator/storage/aws-signature";
import { type Answer, call, emulatorPerTest, field } from "./api-caller";

const DATE = "20260101T000000Z";
const SCOPE = "20260101/us-west-2/s3/aws4_request";

const api = emulatorPerTest();
let bucket: string;

beforeEach(async () => {
  bucket = field((await api.get("/organization")).body, "fileStore", "bucketName");
});

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

async function credentials(path = "jobs", mode = "read_write"): Promise<Credentials> {
  const asked = { path: `s3://${bucket}/${path}`, access_mode: mode };
  const { body } = await api.post("/storage/credentials", asked);
  return {
    accessKeyId: field(body, "accessKeyId"),
    secretAccessKey: field(body, "secretAccessKey"),
    sessionToken: field(body, "sessionToken"),
  };
}

interface S3Call {
  method: "GET" | "PUT" | "POST" | "DELETE";
  path: string;
  query?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

interface Signed {
  headers: Record<string, string>;
  signer: AwsSigner;
  signature: string;
}

/** The headers of a request that a client of AWS has signed. */
function signed({ method, path, query = "", body = "", headers = {} }: S3Call, holder: Credentials): Signed {
  const signer = new AwsSigner(holder.secretAccessKey, SCOPE, DATE);
  const all: Record<string, string> = {
    host: new URL(api.emulator.url).host,
    "x-amz-content-sha256": sha256(body),
    "x-amz-date": DATE,
    "x-amz-security-token": holder.sessionToken,
    ...headers,
  };
  const names = Object.keys(all).sort();
  const signature = signer.ofRequest(
    { method, path, query: new URLSearchParams(query), headers: all },
    names,
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${holder.accessKeyId}/${SCOPE}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { headers: { ...all, authorization }, signer, signature };
}

function send(
  { method, path, query = "", body = "" }: S3Call,
  { headers }: Pick<Signed, "headers">,
): Promise<Answer> {
  return call(api.emulator, method, `${path}${query}`, { apiKey: null, rawBody: body, headers });
}

async function s3(request: S3Call, holder?: Credentials): Promise<Answer> {
  return send(request, signed(request, holder ?? (await credentials())));
}

/** An upload of `a` to this key of the bucket. */
function upload(key = "jobs/a.py", more: Partial<S3Call> = {}): S3Call {
  return { method: "PUT", path: `/s3/${bucket}/${key}`, body: "a", ...more };
}

const refusal = (status: number, code: string): object => ({ status, body: expect.stringContaining(code) });

/** Bodies as clients send them in chunks, each with the signature of the one before where they are signed. */
function chunked(parts: readonly string[], signature?: (part: string) => string): string {
  const chunks = [...parts, ""].map((part) => {
    const mark = signature === undefined ? "" : `;chunk-signature=${signature(part)}`;
    return `${part.length.toString(16)}${mark}\r\n${part}${part === "" ? "" : "\r\n"}`;
  });
  return `${chunks.join("")}x-amz-checksum-crc32:AAAAAA==\r\n\r\n`;
}

async function stored(path: string): Promise<unknown> {
  const holder = await credentials("jobs", "read");
  return (await s3({ method: "GET", path: `/s3/${bucket}/${path}` }, holder)).body;
}

it.each([
  ["a bucket of nobody", { path: "s3://somewhere/jobs" }, 404],
  ["a path that is no address of S3", { path: "jobs" }, 422],
  ["another mode", { path: "s3://somewhere/jobs", access_mode: "all" }, 422],
])("credentials are refused for %s", async (_what, body, status) => {
  expect((await api.post("/storage/credentials", body)).status).toBe(status);
});

describe("the signature of a request", () => {
  it("is that of the example which AWS publishes, chunks included", () => {
    const secret = ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/");
    const signer = new AwsSigner(secret, "20130524/us-east-1/s3/aws4_request", "20130524T000000Z");
    const headers = {
      "content-encoding": "aws-chunked",
      "content-length": "66824",
      host: "s3.amazonaws.com",
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-date": "20130524T000000Z",
      "x-amz-decoded-content-length": "66560",
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
    };
    const path = "/examplebucket/chunkObject.txt";
    const request = { method: "PUT", path, query: new URLSearchParams(), headers };
    const seed = signer.ofRequest(request, Object.keys(headers));
    const first = signer.ofChunk(seed, Buffer.alloc(65_536, "a"));
    expect([seed.slice(0, 16), first.slice(0, 16)]).toEqual(["4f232c4386841ef7", "ad80c730a21e5b8d"]);
  });

  it.each(["jobs/load.py", "jobs/a%20b/%C3%BC%2B.py", "jobs/(1)!.py"])(
    "admits an upload of %s",
    async (key) => {
      expect((await s3(upload(key))).status).toBe(200);
      expect(await stored(key)).toBe("a");
    },
  );

  it("admits the bucket without the prefix, and before the host", async () => {
    expect((await s3({ method: "PUT", path: `/${bucket}/jobs/a.py`, body: "a" })).status).toBe(200);
    const host = `${bucket}.localhost:${new URL(api.emulator.url).port}`;
    expect((await s3({ method: "PUT", path: "/jobs/b.py", body: "b", headers: { host } })).status).toBe(200);
    expect([await stored("jobs/a.py"), await stored("jobs/b.py")]).toEqual(["a", "b"]);
  });

  it.each([
    ["another secret", { secretAccessKey: "other" }, "SignatureDoesNotMatch"],
    ["a token of nobody", { sessionToken: "e30.other" }, "InvalidAccessKeyId"],
    ["the id of other credentials", { accessKeyId: "ASIAOTHER" }, "InvalidAccessKeyId"],
  ])("refuses %s", async (_what, change, code) => {
    const answer = await s3(upload(), { ...(await credentials()), ...change });
    expect(answer).toMatchObject(refusal(403, `<Code>${code}</Code>`));
  });

  it("refuses another path, another body and expired credentials", async () => {
    const admitted = signed(upload(), await credentials());
    expect((await send(upload("jobs/b.py"), admitted)).status).toBe(403);
    const changed = await send(upload("jobs/a.py", { body: "b" }), admitted);
    expect(changed).toMatchObject(refusal(400, "XAmzContentSHA256Mismatch"));
    api.emulator.advance(Date.now() - api.emulator.now() + 3_700_000);
    expect(await send(upload(), admitted)).toMatchObject(refusal(400, "ExpiredToken"));
  });

  it.each([
    ["a sibling of the path", "jobs-old/a.py", "read_write"],
    ["to write with what may only read", "jobs/a.py", "read"],
  ])("does not allow %s", async (_what, key, mode) => {
    const answer = await s3(upload(key), await credentials("jobs", mode));
    expect(answer).toMatchObject(refusal(403, "AccessDenied"));
  });
});

describe("a body in chunks", () => {
  const parts = ["print(", "1)"];
  const inChunks = (form: string): S3Call => {
    const headers = { "content-encoding": "aws-chunked", "x-amz-decoded-content-length": "8" };
    return upload("jobs/load.py", { headers: { ...headers, "x-amz-content-sha256": form } });
  };

  it("is stored without its framing and its trailers", async () => {
    const unsigned = inChunks("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    expect((await s3({ ...unsigned, body: chunked(parts) })).status).toBe(200);
    expect(await stored("jobs/load.py")).toBe("print(1)");
  });

  it.each([
    ["is admitted with signatures of its chunks", (text: string) => text, 200],
    ["is refused with a chunk that somebody changed", (text: string) => text.replace("1)", "2)"), 403],
    ["is refused without its end", (text: string) => text.slice(0, -80), 400],
  ])("%s", async (_what, change, status) => {
    const request = inChunks("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    const sent = signed(request, await credentials());
    let previous = sent.signature;
    const body = chunked(parts, (part) => (previous = sent.signer.ofChunk(previous, Buffer.from(part))));
    expect((await send({ ...request, body: change(body) }, sent)).status).toBe(status);
  });
});

it("a large object comes in parts, and goes in ranges", async () => {
  const path = `/s3/${bucket}/jobs/big.jar`;
  const begun = await s3({ method: "POST", path, query: "?uploads=" });
  const id = /<UploadId>([^<]+)</.exec(String(begun.body))?.[1] ?? "";
  for (const [number, body] of [
    [2, "world"],
    [1, "hello "],
  ] as const) {
    const part = await s3({ method: "PUT", path, query: `?partNumber=${number}&uploadId=${id}`, body });
    expect(part).toMatchObject({ status: 200, headers: { etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) } });
  }
  const list = (...numbers: number[]): string =>
    numbers.map((number) => `<Part><PartNumber>${number}</PartNumber></Part>`).join("");
  const complete = { method: "POST", path, query: `?uploadId=${id}` } as const;
  expect((await s3({ ...complete, body: list(1, 2, 3) })).status).toBe(400);
  expect((await s3({ ...complete, body: list(1, 2) })).status).toBe(200);
  expect((await s3({ method: "DELETE", path, query: `?uploadId=${id}` })).status).toBe(404);
  expect(await s3({ method: "GET", path, headers: { range: "bytes=6-" } })).toMatchObject({
    status: 206,
    headers: { "content-range": "bytes 6-10/11" },
    body: "world",
  });
  expect((await s3({ method: "GET", path, headers: { range: "bytes=11-" } })).status).toBe(416);
  expect((await s3({ method: "DELETE", path })).status).toBe(204);
  expect((await s3({ method: "GET", path })).status).toBe(404);
});
