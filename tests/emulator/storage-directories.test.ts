import { at, call, eachItem, emulatorPerTest } from "./api-caller";
import { integrate, MANAGED, upload } from "./storage-caller";

const api = emulatorPerTest();
let storageId: string;

beforeEach(async () => {
  storageId = await integrate(api.emulator);
});

function directory(method: "GET" | "PUT" | "DELETE", path: string): ReturnType<typeof call> {
  return call(api.emulator, method, `/storage/${storageId}/directories/${path}`);
}

async function eachPage(path: string, limit: number): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let cursor: unknown = "";
  while (typeof cursor === "string") {
    const { body } = await directory("GET", `${path}?limit=${limit}&cursor=${cursor}`);
    pages.push(eachItem(body, "name"));
    cursor = at(body, "next_page");
  }
  return pages;
}

it("is made one level at a time, once", async () => {
  const statuses: number[] = [];
  for (const path of ["jobs/daily/", "jobs/", "jobs/daily/", "jobs/daily"])
    statuses.push((await directory("PUT", path)).status);
  expect(statuses).toEqual([404, 200, 200, 409]);
  expect(await eachPage("jobs", 1000)).toEqual([["daily"]]);
  expect((await directory("GET", "jobs/daily?limit=10")).body).toMatchObject({ items: [], next_page: null });
});

it("comes in pages of the size that is asked for, or whole without one", async () => {
  const files = Array.from({ length: 5 }, (_, index) => `f${index}.py`);
  for (const file of files) await upload(api.emulator, storageId, `jobs/${file}`);
  expect(await eachPage("jobs", 2)).toEqual([["f0.py", "f1.py"], ["f2.py", "f3.py"], ["f4.py"]]);
  expect(await eachPage("jobs", 5)).toEqual([files]);
  for (const query of ["", "?limit=0&cursor=2"]) {
    const { body } = await directory("GET", `jobs${query}`);
    expect([eachItem(body, "name"), at(body, "next_page")]).toEqual([files, null]);
  }
});

it.each([
  ["GET", "unknown", 404],
  ["DELETE", "unknown", 404],
  ["GET", "load.py", 404],
  ["PUT", "", 409],
  ["PUT", "load.py", 409],
  ["GET", "?limit=1001", 500],
  ["GET", "?limit=many", 422],
  ["GET", "?limit=1&cursor=soon", 400],
] as const)("refuses %s %s with %i", async (method, path, status) => {
  await upload(api.emulator, storageId, "load.py");
  expect((await directory(method, path)).status).toBe(status);
});

it.each(["GET", "PUT", "DELETE"] as const)("of an unknown storage answers 404 to %s", async (method) => {
  expect((await call(api.emulator, method, "/storage/int-unknown/directories/jobs")).status).toBe(404);
});

it("of the managed storage does not show the files of an integration", async () => {
  await upload(api.emulator, storageId, "load.py");
  expect((await api.get(`/storage/${MANAGED}/directories/`)).body).toMatchObject({ items: [] });
});
