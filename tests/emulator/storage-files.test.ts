import { connect } from "node:net";
import { DEFAULT_ACCOUNT } from "../../emulator";
import { at, call, eachItem, emulatorPerTest, field } from "./api-caller";
import { integrate, MANAGED, put, SCRIPT, TEAM, upload } from "./storage-caller";

const HOUR_MS = 3_600_000;
const MAX_BYTES = 500 * 1024 * 1024;

const api = emulatorPerTest();

async function uploadUrl(path: string, storageId = MANAGED): Promise<string> {
  const { body } = await api.post(`/storage/${storageId}/file-upload-url/${path}`);
  return field(body, "uploadUrl");
}

async function names(storageId: string, path = ""): Promise<unknown[]> {
  const { body } = await api.get(`/storage/${storageId}/directories/${path}?limit=1000`);
  return eachItem(body, "name");
}

/** The answer to the head of a request whose body never comes. */
async function answerToHead(head: string): Promise<string> {
  const socket = connect(Number(new URL(api.emulator.url).port), "127.0.0.1");
  socket.write(`${head}\r\nHost: ${new URL(api.emulator.url).host}\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.includes("</Error>")) break;
  }
  return text;
}

it("a file of an integration lies below the integration's path", async () => {
  const id = await integrate(api.emulator);
  expect(await upload(api.emulator, id, "jobs/load.py")).toBe("s3://tiles-bucket/daily/jobs/load.py");
  const { body } = await api.get(`/storage/${id}/directories/jobs`);
  expect(body).toMatchObject({
    path: "s3://tiles-bucket/daily/jobs/",
    items: [{ name: "load.py", path: "s3://tiles-bucket/daily/jobs/load.py" }],
  });
  expect(await names(MANAGED)).toEqual([]);
});

it("two integrations of one bucket see each other's files, each below its path", async () => {
  const inner = await integrate(api.emulator);
  const outer = await integrate(api.emulator, { name: "all", path: "s3://tiles-bucket/" });
  await upload(api.emulator, inner, "load.py");
  expect(await names(outer)).toEqual(["daily"]);
  await call(api.emulator, "DELETE", `/storage/${outer}/files/daily/load.py`);
  expect(await names(inner)).toEqual([]);
});

describe("an address for an upload", () => {
  it("is good for an hour, any number of times", async () => {
    const url = await uploadUrl("load.py");
    api.emulator.advance(HOUR_MS);
    expect((await put(api.emulator, url)).status).toBe(200);
    expect((await put(api.emulator, url)).status).toBe(200);
    api.emulator.advance(1);
    const late = await put(api.emulator, url);
    expect(late).toMatchObject({ status: 403, body: expect.stringContaining("Request has expired") });
    expect((await put(api.emulator, await uploadUrl("load.py"))).status).toBe(200);
  });

  it.each(["X-Amz-Date", "X-Amz-Expires"])("cannot be given another life in %s", async (parameter) => {
    const url = new URL(await uploadUrl("load.py"));
    url.searchParams.set(parameter, parameter === "X-Amz-Date" ? "20260101T010000Z" : "7200");
    const answer = await put(api.emulator, url.href);
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining("SignatureDoesNotMatch") });
  });

  it.each([
    ["content-type", "text/x-python"],
    ["x-api-key", "wbk_emulator"],
    ["authorization", "Bearer emulator-bearer-token"],
    ["x-wherobots-client", "client=cli"],
  ])("refuses the header %s", async (name, value) => {
    const answer = await put(api.emulator, await uploadUrl("load.py"), "a", { [name]: value });
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining("SignatureDoesNotMatch") });
    expect(await names(MANAGED)).toEqual([]);
  });

  it("refuses more than 500 MiB by its announced length, as S3 does", async () => {
    const { pathname, search } = new URL(await uploadUrl("load.py"));
    const head = `PUT ${pathname}${search} HTTP/1.1\r\nContent-Length: ${MAX_BYTES + 1}`;
    const answer = await answerToHead(head);
    expect(answer).toContain("HTTP/1.1 400");
    expect(answer).toContain("<Code>EntityTooLarge</Code>");
  });
});

describe("a full managed storage", () => {
  it("gives no address until something is deleted; an integration does not count", async () => {
    await api.restart({ storageQuotaBytes: 10 });
    await upload(api.emulator, TEAM, "elsewhere.py", "0123456789");
    await upload(api.emulator, MANAGED, "a.py", "01234");
    await upload(api.emulator, MANAGED, "b.py", "56789");
    const ask = (): ReturnType<typeof call> => api.post(`/storage/${MANAGED}/file-upload-url/c.py`);
    expect(await ask()).toMatchObject({
      status: 403,
      body: { errors: [{ code: "INSUFFICIENT_QUOTA_ERROR" }] },
    });
    const legacy = `/files/upload-url?key=${await bucketOf(MANAGED)}/c.py`;
    expect((await call(api.emulator, "POST", legacy)).status).toBe(403);
    await upload(api.emulator, TEAM, "more.py");
    await call(api.emulator, "DELETE", `/storage/${MANAGED}/files/a.py`);
    expect((await ask()).status).toBe(200);
  });
});

async function bucketOf(storageId: string): Promise<string> {
  const { body } = await api.get(`/storage/${storageId}`);
  return field(body, "path").replace("s3://", "");
}

it.each([
  ["POST", "file-upload-url/load.py"],
  ["DELETE", "files/load.py"],
  ["POST", "file-rename/load.py?new_name=new.py"],
  ["PUT", "directories/new"],
  ["DELETE", "directories/jobs"],
] as const)("a read-only storage refuses %s %s, and shows what it has", async (method, path) => {
  const writer = await integrate(api.emulator);
  for (const file of ["load.py", "jobs/load.py"]) await upload(api.emulator, writer, file);
  const reader = await integrate(api.emulator, {
    name: "reader",
    path: "s3://tiles-bucket/daily/",
    accessType: "READ",
  });
  expect((await call(api.emulator, method, `/storage/${reader}/${path}`)).status).toBe(403);
  const { body } = await api.get(`/storage/${reader}/directories/`);
  expect(body).toMatchObject({ mutate_protected: true, upload_protected: true });
  expect(eachItem(body, "name")).toEqual(["jobs", "load.py"]);
  expect((await api.get(`/storage/${reader}/files/load.py`)).status).toBe(307);
});

it("gives credentials to read a read-only storage, and none to write", async () => {
  await integrate(api.emulator, { accessType: "READ" });
  const ask = (mode: string): ReturnType<typeof call> =>
    api.post("/storage/credentials", { path: "s3://tiles-bucket/daily", access_mode: mode });
  expect([(await ask("read")).status, (await ask("read_write")).status]).toEqual([200, 403]);
});

it.each([
  ["POST", "/storage/int-unknown/file-upload-url/a.py", 404],
  ["GET", "/storage/int-unknown/files/a.py", 404],
  ["DELETE", "/storage/int-unknown/files/a.py", 404],
  ["POST", "/storage/int-unknown/file-rename/a.py?new_name=b.py", 404],
  ["GET", `/storage/${MANAGED}/files/unknown.py`, 404],
  ["DELETE", `/storage/${MANAGED}/files/unknown.py`, 404],
  ["POST", `/storage/${MANAGED}/file-rename/unknown.py?new_name=b.py`, 404],
  ["POST", `/storage/${MANAGED}/file-rename/a.py`, 422],
  ["POST", `/storage/${MANAGED}/file-rename/a.py?new_name=`, 422],
  ["POST", `/storage/${MANAGED}/file-rename/a.py?new_name=sub/b.py`, 422],
  ["POST", `/storage/${MANAGED}/file-upload-url/`, 422],
] as const)("refuses %s %s with %i", async (method, path, status) => {
  await upload(api.emulator, MANAGED, "a.py");
  const answer = await call(api.emulator, method, path);
  expect([answer.status, at(answer.body, "errors", 0, "details")]).toEqual([status, expect.any(String)]);
  expect(await names(MANAGED)).toEqual(["a.py"]);
});

it("a file is uploaded, listed, downloaded and deleted", async () => {
  const path = await upload(api.emulator, MANAGED, "jobs/a%20b/load.py");
  expect(path).toBe(`s3://${await bucketOf(MANAGED)}/jobs/a b/load.py`);
  const list = await api.get(`/storage/${MANAGED}/directories/jobs/a%20b?limit=10`);
  const items = [{ name: "load.py", path, type: "FILE", size: SCRIPT.length }];
  expect(list.body).toMatchObject({ items, next_page: null });
  const file = `/storage/${MANAGED}/files/jobs/a%20b/load.py`;
  const location = String((await api.get(file)).headers["location"]);
  expect(await api.get(location, { apiKey: null })).toMatchObject({ status: 200, body: SCRIPT });
  const remove = async (): Promise<number> => (await call(api.emulator, "DELETE", file)).status;
  expect([await remove(), await remove()]).toEqual([200, 404]);
  const gone = await api.get(location, { apiKey: null });
  expect(gone).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchKey") });
});

it.each([
  { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" },
  { authorization: `Bearer ${DEFAULT_ACCOUNT.bearerToken ?? ""}` },
])("a download may carry the caller's own credential, which follows a redirect: %j", async (headers) => {
  await upload(api.emulator, MANAGED, "load.py");
  const answer = await fetch(`${api.emulator.url}/storage/${MANAGED}/files/load.py`, { headers });
  expect([answer.status, await answer.text()]).toEqual([200, SCRIPT]);
});

it("a file stands beside a folder of its name, and gets another name unless that is taken", async () => {
  for (const path of ["d/both", "d/both/a.py", "d/both.py"]) await upload(api.emulator, MANAGED, path);
  const { body } = await api.get(`/storage/${MANAGED}/directories/d`);
  expect(eachItem(body, "type")).toEqual(["FILE", "FILE", "FOLDER"]);
  const rename = async (name: string): Promise<number> =>
    (await api.post(`/storage/${MANAGED}/file-rename/d/both.py?new_name=${name}`)).status;
  expect([await rename("both"), await rename("c.py"), await rename("d.py")]).toEqual([409, 200, 404]);
  expect(await names(MANAGED, "d")).toEqual(["both", "both", "c.py"]);
});

it("personal files are kept apart, those of each region too", async () => {
  const { allowedRegions } = DEFAULT_ACCOUNT;
  for (const region of allowedRegions) await upload(api.emulator, `user_files::${region}`, `${region}.py`);
  for (const region of allowedRegions) expect(await names(`user_files::${region}`)).toEqual([`${region}.py`]);
  expect((await api.get("/storage/user_files::mars-1/directories/")).status).toBe(404);
});

it("an address for an upload is good for no other file and no other method", async () => {
  const url = await uploadUrl("load.py");
  expect((await put(api.emulator, url.replace("load.py", "other.py"))).status).toBe(403);
  expect((await api.get(url, { apiKey: null })).status).toBe(403);
});
