import { createController, type Wanted } from "../../support/operator/controller";

const FAILS = () => Promise.resolve({ failed: true, said: "" });
const SUCCEEDS = () => Promise.resolve({ failed: false, said: "" });

/** What the functions of the operator's own controller (2.9.0) decided, in this order, when they were run with these. */
const SEEN: [what: string, wanted: Wanted, pauses: number[]][] = [
  ["a new object", { generation: 1, commit: "a" }, [0, 10, 30, 90]],
  ["a new commit once it is Stalled", { generation: 1, commit: "b" }, [0]],
  ["a changed object", { generation: 2, commit: "b" }, [0, 10, 30, 90]],
  ["a requested reconciliation", { generation: 2, commit: "b", request: "x" }, [0, 10, 30, 90]],
];

describe("the controller of the tests", () => {
  it("tries again as the operator's does", async () => {
    const controller = createController();
    for (const [what, wanted, pauses] of SEEN) {
      const attempts = await controller.reconcile(wanted, FAILS);
      expect([what, attempts.map(({ pauseSeconds }) => pauseSeconds)]).toEqual([what, pauses]);
    }
    const fixed = { generation: 2, commit: "c", request: "x" };
    expect(await controller.reconcile(fixed, SUCCEEDS)).toHaveLength(1);
    expect(await controller.reconcile(fixed, FAILS)).toEqual([]);
    const next = await controller.reconcile({ ...fixed, commit: "d" }, FAILS);
    expect(next.map(({ pauseSeconds }) => pauseSeconds)).toEqual([0, 30, 90]);
  });

  it("waits no longer than retryMaxBackoffDurationSeconds says, from the second pause on", async () => {
    const attempts = await createController(5).reconcile({ generation: 1, commit: "a" }, FAILS);
    expect(attempts.map(({ pauseSeconds }) => pauseSeconds)).toEqual([0, 10, 5, 5]);
  });
});
