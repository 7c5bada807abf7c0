import { isActive } from "../../../provider/api/run-status";
import { KNOWN_RUNTIMES, RunStatus, Runtime } from "../../../wire/known-values";

describe("known values", () => {
  it("are of statuses two active, four final and one of this package", () => {
    const active = Object.values(RunStatus).filter(isActive);
    expect(active.sort()).toEqual(["PENDING", "RUNNING"]);
    expect(Object.values(RunStatus)).toHaveLength(7);
  });

  it("are of runtimes those that programs are offered, and their old spellings", () => {
    expect(KNOWN_RUNTIMES).toEqual(expect.arrayContaining([...Object.values(Runtime), "TINY"]));
  });
});
