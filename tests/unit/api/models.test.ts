import { readableRunPage, runPage, runView } from "../../../provider/api/models";

const RUN = { id: "run-1", name: "job", status: "RUNNING", createTime: "2026-01-01T00:00:00.000Z" };

describe("the model of a run", () => {
  it.each([
    ["2026-01-01T00:00:00.123456", "2026-01-01T00:00:00.123456Z"],
    ["2026-01-01T00:00:00", "2026-01-01T00:00:00Z"],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00+02:00"],
    ["2026-01-01T00:00:00-08:00", "2026-01-01T00:00:00-08:00"],
    ["not a time", "not a time"],
  ])(
    "takes the time %s for %s: without a zone it is one of UTC, wherever this machine stands",
    (written, meant) => {
      const run = runView.parse({ ...RUN, createTime: written, startTime: written, completeTime: written });
      expect([run.createTime, run.startTime, run.completeTime]).toEqual([meant, meant, meant]);
    },
  );
});

describe("a page of runs", () => {
  const page = { items: [RUN, { ...RUN, name: undefined }, "no run"], total: 3, next_page: null };

  it("is not the API's if one of its items is not", () => {
    expect(runPage.safeParse(page).success).toBe(false);
  });

  it("has the items that can be read, for those who do not need all", () => {
    expect(readableRunPage.parse(page)).toMatchObject({ items: [RUN], total: 3 });
  });
});
