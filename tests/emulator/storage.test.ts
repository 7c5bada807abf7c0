import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { at, call, eachItem, field, stopFlawless } from "./api-caller";

const SCRIPT = Buffer.from("print('hello')\n");

let emulator: Emulator;
let storageId: string;
let bucket: string;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual" });
  const { body } = await call(emulator, "GET", "/organization");
  storageId = field(body, "fileStore", "id");
  bucket = field(body, "fileStore", "bucketName");
});

afterEach(() => stopFlawless(emulator));

async function uploadUrl(path: string, id = storageId): Promise<string> {
  const { body } = await call(emulator, "POST", `/storage/${id}/file-upload-url/${path}`);
  return field(body, "uploadUrl");
}

async function put(url: string, headers: Record<string, string> = {}): ReturnType<typeof call> {
  return call(emulator, "PUT", url, { apiKey: null, rawBody: SCRIPT, headers });
}

describe("the current operations", () => {
  it("list the sources and show one", async () => {
    const { body } = await call(emulator, "GET", "/storage");
    expect(body).toMatchObject([{ id: storageId, type: "MANAGED" }, { type: "INTEGRATION" }]);
    expect(await call(emulator, "GET", `/storage/${storageId}`)).toMatchObject({
      status: 200,
      body: { id: storageId },
    });
    expect((await call(emulator, "GET", "/storage/other")).status).toBe(404);
  });

  it("upload, list, download and delete a file", async () => {
    const target = await call(emulator, "POST", `/storage/${storageId}/file-upload-url/jobs/a%20b/load.py`);
    expect(target.body).toMatchObject({ destination: `s3://${bucket}/jobs/a b/load.py` });
    expect((await put(field(target.body, "uploadUrl"))).status).toBe(200);
    const list = await call(emulator, "GET", `/storage/${storageId}/directories/jobs/a%20b?limit=10`);
    expect(list.body).toMatchObject({
      items: [
        { name: "load.py", path: `s3://${bucket}/jobs/a b/load.py`, type: "FILE", size: SCRIPT.length },
      ],
      next_page: null,
    });
    const file = `/storage/${storageId}/files/jobs/a%20b/load.py`;
    const link = await call(emulator, "GET", file);
    expect(link.status).toBe(307);
    const bytes = await call(emulator, "GET", String(link.headers["location"]), { apiKey: null });
    expect(bytes).toMatchObject({ status: 200, body: SCRIPT.toString() });
    expect((await call(emulator, "DELETE", file)).status).toBe(200);
    expect((await call(emulator, "GET", file)).status).toBe(404);
    expect((await call(emulator, "DELETE", file)).status).toBe(404);
  });

  it("page through a directory, in which folders come as such", async () => {
    for (const path of ["d/a.py", "d/sub/b.py", "d/z.py"]) await put(await uploadUrl(path));
    const first = await call(emulator, "GET", `/storage/${storageId}/directories/d?limit=2`);
    expect(eachItem(first.body, "name")).toEqual(["a.py", "sub"]);
    expect(eachItem(first.body, "type")).toEqual(["FILE", "FOLDER"]);
    const cursor = field(first.body, "next_page");
    const second = await call(
      emulator,
      "GET",
      `/storage/${storageId}/directories/d?limit=2&cursor=${cursor}`,
    );
    expect(eachItem(second.body, "name")).toEqual(["z.py"]);
    const all = await call(emulator, "GET", `/storage/${storageId}/directories/d`);
    expect(eachItem(all.body, "name")).toEqual(["a.py", "sub", "z.py"]);
    expect((await call(emulator, "GET", `/storage/${storageId}/directories/d?limit=1001`)).status).toBe(500);
  });

  it("create a directory once", async () => {
    const path = `/storage/${storageId}/directories/new`;
    expect((await call(emulator, "PUT", path)).status).toBe(200);
    expect((await call(emulator, "PUT", path)).status).toBe(409);
    const root = await call(emulator, "GET", `/storage/${storageId}/directories/`);
    expect(root.body).toMatchObject({ items: [{ name: "new", type: "FOLDER" }] });
  });

  it("rename a file, unless the name is taken", async () => {
    await put(await uploadUrl("d/a.py"));
    await put(await uploadUrl("d/b.py"));
    const rename = (name: string): ReturnType<typeof call> =>
      call(emulator, "POST", `/storage/${storageId}/file-rename/d/a.py?new_name=${name}`);
    expect((await rename("b.py")).status).toBe(409);
    expect((await rename("c.py")).status).toBe(200);
    expect((await rename("d.py")).status).toBe(404);
    const { body } = await call(emulator, "GET", `/storage/${storageId}/directories/d`);
    expect(eachItem(body, "name")).toEqual(["b.py", "c.py"]);
  });

  it("delete a directory with all that is in it", async () => {
    await put(await uploadUrl("d/sub/a.py"));
    await put(await uploadUrl("dd.py"));
    expect((await call(emulator, "DELETE", `/storage/${storageId}/directories/d`)).status).toBe(200);
    expect((await call(emulator, "DELETE", `/storage/${storageId}/directories/d`)).status).toBe(404);
    expect((await call(emulator, "GET", `/storage/${storageId}/directories/d`)).status).toBe(404);
    const root = await call(emulator, "GET", `/storage/${storageId}/directories/`);
    expect(eachItem(root.body, "name")).toEqual(["dd.py"]);
  });

  it("keep personal files apart", async () => {
    const personal = `user_files::${DEFAULT_ACCOUNT.defaultRegion}`;
    await put(await uploadUrl("mine.py", personal));
    const mine = await call(emulator, "GET", `/storage/${personal}/directories/`);
    expect(eachItem(mine.body, "name")).toEqual(["mine.py"]);
    expect((await call(emulator, "GET", "/storage/user_files::mars-1/directories/")).status).toBe(404);
  });

  it("refuse a path that names no file", async () => {
    const answer = await call(emulator, "POST", `/storage/${storageId}/file-upload-url/jobs/`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "path" }] } });
  });
});

describe("the legacy operations", () => {
  it("give an upload address for a key that starts with the bucket", async () => {
    const key = `${bucket}/wherobots-jobs/load.py`;
    const { body } = await call(emulator, "POST", `/files/upload-url?key=${encodeURIComponent(key)}`);
    expect((await put(field(body, "uploadUrl"))).status).toBe(200);
    const dir = await call(emulator, "GET", `/files/dir?dir=${bucket}/wherobots-jobs`);
    expect(dir.body).toMatchObject({
      name: "wherobots-jobs",
      uploadProtected: false,
      files: [{ name: "load.py" }],
    });
    const integration = await call(
      emulator,
      "GET",
      `/files/integration-dir?integration_id=${storageId}&dir=/`,
    );
    expect(at(integration.body, "files", 0)).toMatchObject({ name: "wherobots-jobs", type: "FOLDER" });
  });

  it("protect the managed root", async () => {
    const { body } = await call(emulator, "GET", `/files/dir?dir=${bucket}`);
    expect(body).toMatchObject({ uploadProtected: true, files: [] });
  });

  it.each([
    ["POST", "/files/upload-url?key=s3://somewhere/load.py", 400],
    ["GET", "/files/dir?dir=s3://somewhere", 400],
    ["GET", "/files/dir", 422],
    ["GET", "/files/integration-dir?integration_id=other&dir=/", 404],
  ] as const)("refuse %s %s", async (method, path, status) => {
    expect((await call(emulator, method, path)).status).toBe(status);
  });

  it("refuse a key without an object", async () => {
    expect((await call(emulator, "POST", `/files/upload-url?key=${bucket}`)).status).toBe(422);
  });
});

describe("the upload target", () => {
  it.each([
    { "content-type": "text/x-python" },
    { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    { authorization: "Bearer emulator-bearer-token" },
  ])("refuses headers that were not signed: %j", async (headers) => {
    const answer = await put(await uploadUrl("load.py"), headers);
    expect(answer.status).toBe(403);
    expect(answer.headers["content-type"]).toBe("application/xml");
    expect(answer.body).toContain("<Code>SignatureDoesNotMatch</Code>");
  });

  it("refuses a link that was made for another file or another method", async () => {
    const url = await uploadUrl("load.py");
    expect((await put(url.replace("load.py", "other.py"))).status).toBe(403);
    expect((await call(emulator, "GET", url, { apiKey: null })).status).toBe(403);
  });

  it("has nothing at a signed link to a deleted file", async () => {
    await put(await uploadUrl("load.py"));
    const link = await call(emulator, "GET", `/storage/${storageId}/files/load.py`);
    await call(emulator, "DELETE", `/storage/${storageId}/files/load.py`);
    const answer = await call(emulator, "GET", String(link.headers["location"]), { apiKey: null });
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchKey") });
  });
});
