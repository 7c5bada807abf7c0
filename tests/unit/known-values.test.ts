import { KNOWN_REGIONS, KNOWN_RUNTIMES, KNOWN_VERSIONS } from "../../provider/resources/job-run/known-values";
import { isActive } from "../../provider/run-status";
import { Region, RunStatus, Runtime } from "../../sdk/known-values";

describe("the values that the sdk offers", () => {
  it("are the runtimes that check knows, but for the old names in capitals", () => {
    const current = KNOWN_RUNTIMES.filter((name) => name !== name.toUpperCase());
    expect(Object.values(Runtime).sort()).toEqual([...current].sort());
  });

  it("are the regions that check knows", () => {
    expect(Object.values(Region).sort()).toEqual([...KNOWN_REGIONS].sort());
  });

  it("are the statuses that the rules know: two active, four final", () => {
    const active = Object.values(RunStatus).filter(isActive);
    expect(active.sort()).toEqual(["PENDING", "RUNNING"]);
    expect(Object.values(RunStatus)).toHaveLength(6);
  });

  it("lack the versions, which are mostly numbers", () => {
    expect(KNOWN_VERSIONS).toEqual(["latest", "preview"]);
  });
});
