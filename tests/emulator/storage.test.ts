import { DEFAULT_ACCOUNT } from "../../emulator";
import { type Answer, call, eachItem, emulatorPerTest, field } from "./api-caller";

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

  it("rename a file, unless the name is taken", async () => {
    await upload("d/a.py", "d/b.py");
    const rename = async (name: string): Promise<number> =>
      (await api.post(`/storage/${storageId}/file-rename/d/a.py?new_name=${name}`)).status;
    expect([await rename("b.py"), await rename("c.py"), await rename("d.py")]).toEqual([409, 200, 404]);
    expect(await listed("d")).toEqual(["FILE b.py", "FILE c.py"]);
  });

  it("keep personal files apart, those of each region too", async () => {
    const { allowedRegions } = DEFAULT_ACCOUNT;
    for (const region of allowedRegions) await put(await uploadUrl(`${region}.py`, `user_files::${region}`));
    for (const region of allowedRegions)
      expect(await listed("", `user_files::${region}`)).toEqual([`FILE ${region}.py`]);
    expect((await api.get("/storage/user_files::mars-1/directories/")).status).toBe(404);
  });
});

describe("the legacy operations", () => {
  it("protect the managed root", async () => {
    const { body } = await api.get(`/files/dir?dir=${bucket}`);
    expect(body).toMatchObject({ uploadProtected: true, files: [] });
  });
});

describe("the upload target", () => {
  it("refuses a link that was made for another file or another method", async () => {
    const url = await uploadUrl("load.py");
    expect((await put(url.replace("load.py", "other.py"))).status).toBe(403);
    expect((await api.get(url, { apiKey: null })).status).toBe(403);
  });
});
