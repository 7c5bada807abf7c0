import { call, eachItem, emulatorPerTest, field } from "./api-caller";
import { integrate, MANAGED, put, upload } from "./storage-caller";

const api = emulatorPerTest();
let bucket: string;

beforeEach(async () => {
  const { body } = await api.get("/organization");
  bucket = field(body, "fileStore", "bucketName");
  for (const path of ["jobs/a.py", "jobs/b.py", "old/c.py"]) await upload(api.emulator, MANAGED, path);
});

async function names(directory: string): Promise<unknown[]> {
  const { body } = await api.get(`/storage/${MANAGED}/directories/${directory}`);
  return eachItem(body, "name");
}

function remove(keys: unknown): ReturnType<typeof call> {
  return call(api.emulator, "DELETE", "/files", { body: keys });
}

it("files and folders are deleted by their keys, all or none", async () => {
  expect((await remove([`${bucket}/jobs/a.py`, `${bucket}/jobs/unknown.py`])).status).toBe(404);
  expect(await names("jobs")).toEqual(["a.py", "b.py"]);
  expect((await remove([`${bucket}/jobs/a.py`, `${bucket}/old`])).status).toBe(200);
  expect(await names("")).toEqual(["jobs"]);
  expect(await names("jobs")).toEqual(["b.py"]);
});

it("a folder is made once, in one that there is", async () => {
  const folder = (name: string, directory: string): ReturnType<typeof call> =>
    api.post(`/files/folder?name=${name}&dir=${bucket}${directory}`);
  expect((await folder("new", "")).status).toBe(200);
  expect((await folder("sub", "/new/")).status).toBe(200);
  expect((await folder("sub", "/new")).status).toBe(409);
  expect((await folder("sub", "/unknown")).status).toBe(404);
  expect(await names("new")).toEqual(["sub"]);
});

it("a file is downloaded from where it is redirected to", async () => {
  const link = await api.get(`/files/download?key=${bucket}/jobs/a.py`);
  expect(link.status).toBe(307);
  const bytes = await api.get(String(link.headers["location"]), { apiKey: null });
  expect(bytes).toMatchObject({ status: 200, body: "print(1)\n" });
});

it("a file gets another name in its folder", async () => {
  const rename = (name: string): ReturnType<typeof call> =>
    api.post(`/files/rename?key=${bucket}/jobs/a.py&new_name=${name}`);
  expect((await rename("b.py")).status).toBe(409);
  expect((await rename("new.py")).status).toBe(200);
  expect(await names("jobs")).toEqual(["b.py", "new.py"]);
});

it("the managed root is protected", async () => {
  expect((await api.get(`/files/dir?dir=${bucket}`)).body).toMatchObject({ uploadProtected: true });
});

it("an integration is reached by the bucket and path that it has", async () => {
  await integrate(api.emulator);
  const target = await api.post("/files/upload-url?key=tiles-bucket/daily/load.py");
  expect((await put(api.emulator, field(target.body, "uploadUrl"))).status).toBe(200);
  const { body } = await api.get("/files/dir?dir=tiles-bucket/daily");
  expect(body).toMatchObject({ path: "tiles-bucket/daily/", files: [{ name: "load.py" }] });
  expect((await api.post("/files/upload-url?key=tiles-bucket/load.py")).status).toBe(400);
});

it("an integration's directory begins at its path", async () => {
  const id = await integrate(api.emulator);
  await upload(api.emulator, id, "jobs/load.py");
  const { body } = await api.get(`/files/integration-dir?integration_id=${id}&dir=/jobs`);
  expect(body).toMatchObject({ path: "tiles-bucket/daily/jobs/", files: [{ name: "load.py" }] });
});

it("a read-only integration refuses whatever writes", async () => {
  const writer = await integrate(api.emulator);
  await upload(api.emulator, writer, "load.py");
  await call(api.emulator, "DELETE", `/storage/${writer}`);
  await integrate(api.emulator, { accessType: "READ" });
  const key = "tiles-bucket/daily/load.py";
  const answers = [
    await api.post(`/files/upload-url?key=${key}`),
    await api.post("/files/folder?name=new&dir=tiles-bucket/daily"),
    await api.post(`/files/rename?key=${key}&new_name=new.py`),
    await remove([key]),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  const { body } = await api.get("/files/dir?dir=tiles-bucket/daily");
  expect(body).toMatchObject({ mutateProtected: true, uploadProtected: true, files: [{ name: "load.py" }] });
});

it.each([
  ["POST", "/files/folder?name=new", 422],
  ["POST", "/files/folder?name=a/b&dir=BUCKET", 422],
  ["POST", "/files/folder?name=new&dir=s3://BUCKET", 400],
  ["GET", "/files/download?key=BUCKET", 422],
  ["GET", "/files/download?key=BUCKET/unknown.py", 404],
  ["GET", "/files/download?key=elsewhere/a.py", 400],
  ["POST", "/files/rename?key=BUCKET/jobs/a.py&new_name=a/b.py", 422],
  ["POST", "/files/rename?key=BUCKET/unknown.py&new_name=b.py", 404],
] as const)("refuses %s %s with %i", async (method, path, status) => {
  expect((await call(api.emulator, method, path.replace("BUCKET", bucket))).status).toBe(status);
});

it.each([
  [undefined, 422],
  ["jobs/a.py", 422],
  [[7], 422],
  [["elsewhere/a.py"], 400],
  [["BUCKET"], 403],
])("refuses to delete %j", async (keys, status) => {
  const sent = Array.isArray(keys) ? keys.map((key) => (key === "BUCKET" ? bucket : key)) : keys;
  expect((await remove(sent)).status).toBe(status);
  expect(await names("")).toEqual(["jobs", "old"]);
});
