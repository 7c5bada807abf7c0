import fc from "fast-check";
import { Sleepers } from "../harness/sleepers";

const moment = fc.integer({ min: 0, max: 20 });

describe("sleepers of the clock that the tests run on", () => {
  it("wake in the order in which they are due, and fell asleep", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ dueMs: moment, leaves: fc.boolean() })), moment, (plan, nowMs) => {
        const sleepers = new Sleepers();
        const woken: number[] = [];
        const leave = plan.map(({ dueMs }, index) => sleepers.add({ dueMs, wake: () => woken.push(index) }));
        for (const [index, { leaves }] of plan.entries()) if (leaves) leave[index]?.();
        for (let due = sleepers.takeDue(nowMs); due; due = sleepers.takeDue(nowMs)) due.wake();
        const staying = [...plan.entries()]
          .filter(([, { leaves }]) => !leaves)
          .sort(([a, { dueMs }], [b, other]) => dueMs - other.dueMs || a - b);
        expect(woken).toEqual(staying.filter(([, { dueMs }]) => dueMs <= nowMs).map(([index]) => index));
        const asleep = staying.filter(([, { dueMs }]) => dueMs > nowMs);
        expect(sleepers.earliestMs).toBe(asleep[0]?.[1].dueMs);
      }),
    );
  });
});
