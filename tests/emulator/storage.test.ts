import { DEFAULT_ACCOUNT } from "../../emulator";
import { type Answer, at, call, eachItem, emulatorPerTest, field } from "./api-caller";

const SCRIPT = Buffer.from("print('hello')\n");

const api = emulatorPerTest();
let storageId: string;
let bucket: string;

beforeEach(async () => {
  const { body } = await api.get("/organization");
  storageId = field(body, "fileStore", "id");
  bucket = field(body, "fileStore", "bucketName");
});

async function uploadUrl(path: string, id = storageId): Promise<string> {
  return field((await api.post(`/storage/${id}/file-upload-url/${path}`)).body, "uploadUrl");
}

async function put(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return call(api.emulator, "PUT", url, { apiKey: null, rawBody: SCRIPT, headers });
}

async function upload(...paths: string[]): Promise<void> {
  for (const path of paths) expect((await put(await uploadUrl(path))).status).toBe(200);
}

async function remove(path: string): Promise<number> {
  return (await call(api.emulator, "DELETE", `/storage/${storageId}/${path}`)).status;
}

/** Names and types of what a directory holds. */
async function listed(directory: string, id = storageId): Promise<unknown[]> {
  const { body } = await api.get(`/storage/${id}/directories/${directory}`);
  const types = eachItem(body, "type");
  return eachItem(body, "name").map((name, index) => `${String(types[index])} ${String(name)}`);
}

describe("the current operations", () => {
  it("list the sources and show one", async () => {
    const { body } = await api.get("/storage");
    expect(body).toMatchObject([{ id: storageId, type: "MANAGED" }, { type: "INTEGRATION" }]);
    expect(await api.get(`/storage/${storageId}`)).toMatchObject({ status: 200, body: { id: storageId } });
    expect((await api.get("/storage/other")).status).toBe(404);
  });

  it("upload, list, download and delete a file", async () => {
    const target = await api.post(`/storage/${storageId}/file-upload-url/jobs/a%20b/load.py`);
    expect(target.body).toMatchObject({ destination: `s3://${bucket}/jobs/a b/load.py` });
    expect((await put(field(target.body, "uploadUrl"))).status).toBe(200);
    const path = `s3://${bucket}/jobs/a b/load.py`;
    const list = await api.get(`/storage/${storageId}/directories/jobs/a%20b?limit=10`);
    const items = [{ name: "load.py", path, type: "FILE", size: SCRIPT.length }];
    expect(list.body).toMatchObject({ items, next_page: null });
    const file = "files/jobs/a%20b/load.py";
    const link = await api.get(`/storage/${storageId}/${file}`);
    expect(link.status).toBe(307);
    const location = String(link.headers["location"]);
    const bytes = await api.get(location, { apiKey: null });
    expect(bytes).toMatchObject({ status: 200, body: SCRIPT.toString() });
    expect([await remove(file), await remove(file)]).toEqual([200, 404]);
    expect((await api.get(`/storage/${storageId}/${file}`)).status).toBe(404);
    const gone = await api.get(location, { apiKey: null });
    expect(gone).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchKey") });
  });

  it.each([
    { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" },
    { authorization: `Bearer ${DEFAULT_ACCOUNT.bearerToken ?? ""}` },
  ])("download with the caller's own key or token, which follows a redirect: %j", async (headers) => {
    await upload("load.py");
    const answer = await fetch(`${api.emulator.url}/storage/${storageId}/files/load.py`, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, SCRIPT.toString()]);
  });

  it("list a file beside a folder of its name", async () => {
    await upload("d/both", "d/both/a.py", "d/both.py");
    expect(await listed("d")).toEqual(["FILE both", "FILE both.py", "FOLDER both"]);
  });

  it("page through a directory, in which folders come as such", async () => {
    await upload("d/a.py", "d/sub/b.py", "d/z.py");
    expect(await listed("d?limit=2")).toEqual(["FILE a.py", "FOLDER sub"]);
    const { body } = await api.get(`/storage/${storageId}/directories/d?limit=2`);
    expect(await listed(`d?limit=2&cursor=${field(body, "next_page")}`)).toEqual(["FILE z.py"]);
    expect(await listed("d")).toEqual(["FILE a.py", "FOLDER sub", "FILE z.py"]);
    expect((await api.get(`/storage/${storageId}/directories/d?limit=1001`)).status).toBe(500);
  });

  it("create a directory once", async () => {
    const path = `/storage/${storageId}/directories/new`;
    expect((await call(api.emulator, "PUT", path)).status).toBe(200);
    expect((await call(api.emulator, "PUT", path)).status).toBe(409);
    expect(await listed("")).toEqual(["FOLDER new"]);
  });

  it("rename a file, unless the name is taken", async () => {
    await upload("d/a.py", "d/b.py");
    const rename = async (name: string): Promise<number> =>
      (await api.post(`/storage/${storageId}/file-rename/d/a.py?new_name=${name}`)).status;
    expect([await rename("b.py"), await rename("c.py"), await rename("d.py")]).toEqual([409, 200, 404]);
    expect(await listed("d")).toEqual(["FILE b.py", "FILE c.py"]);
  });

  it("delete a directory with all that is in it", async () => {
    await upload("d/sub/a.py", "dd.py");
    expect([await remove("directories/d"), await remove("directories/d")]).toEqual([200, 404]);
    expect((await api.get(`/storage/${storageId}/directories/d`)).status).toBe(404);
    expect(await listed("")).toEqual(["FILE dd.py"]);
  });

  it("keep personal files apart, those of each region too", async () => {
    const { allowedRegions } = DEFAULT_ACCOUNT;
    for (const region of allowedRegions) await put(await uploadUrl(`${region}.py`, `user_files::${region}`));
    for (const region of allowedRegions)
      expect(await listed("", `user_files::${region}`)).toEqual([`FILE ${region}.py`]);
    expect((await api.get("/storage/user_files::mars-1/directories/")).status).toBe(404);
  });

  it("refuse a path that names no file", async () => {
    const answer = await api.post(`/storage/${storageId}/file-upload-url/jobs/`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "path" }] } });
  });
});

describe("the legacy operations", () => {
  it("give an upload address for a key that starts with the bucket", async () => {
    const key = encodeURIComponent(`${bucket}/wherobots-jobs/load.py`);
    const { body } = await api.post(`/files/upload-url?key=${key}`);
    expect((await put(field(body, "uploadUrl"))).status).toBe(200);
    const dir = await api.get(`/files/dir?dir=${bucket}/wherobots-jobs`);
    const files = [{ name: "load.py" }];
    expect(dir.body).toMatchObject({ name: "wherobots-jobs", uploadProtected: false, files });
    const integration = await api.get(`/files/integration-dir?integration_id=${storageId}&dir=/`);
    expect(at(integration.body, "files", 0)).toMatchObject({ name: "wherobots-jobs", type: "FOLDER" });
  });

  it("protect the managed root", async () => {
    const { body } = await api.get(`/files/dir?dir=${bucket}`);
    expect(body).toMatchObject({ uploadProtected: true, files: [] });
  });

  it.each([
    ["POST", "/files/upload-url?key=s3://somewhere/load.py", 400],
    ["POST", "/files/upload-url?key=BUCKET", 422],
    ["GET", "/files/dir?dir=s3://somewhere", 400],
    ["GET", "/files/dir", 422],
    ["GET", "/files/integration-dir?integration_id=other&dir=/", 404],
  ] as const)("refuse %s %s", async (method, path, status) => {
    expect((await call(api.emulator, method, path.replace("BUCKET", bucket))).status).toBe(status);
  });
});

describe("the upload target", () => {
  it.each([
    { "content-type": "text/x-python" },
    { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    { authorization: "Bearer emulator-bearer-token" },
  ])("refuses headers that were not signed: %j", async (headers) => {
    expect(await put(await uploadUrl("load.py"), headers)).toMatchObject({
      status: 403,
      headers: { "content-type": "application/xml" },
      body: expect.stringContaining("<Code>SignatureDoesNotMatch</Code>"),
    });
  });

  it("refuses a link that was made for another file or another method", async () => {
    const url = await uploadUrl("load.py");
    expect((await put(url.replace("load.py", "other.py"))).status).toBe(403);
    expect((await api.get(url, { apiKey: null })).status).toBe(403);
  });
});
