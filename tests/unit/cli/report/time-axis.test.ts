import { layersOf } from "../../../../cli/report/page/layers";
import { type Span, ticksOf, timeAxis } from "../../../../cli/report/page/time-axis";

const HOUR = 3_600_000;
const SPANS: Span[] = [
  [0, HOUR],
  [HOUR / 2, 2 * HOUR],
  [100 * HOUR, 102 * HOUR],
];

it("an axis of time cuts a long pause, and keeps the length of all else", () => {
  const axis = timeAxis(SPANS);
  const places = [0, HOUR, 2 * HOUR, 100 * HOUR, 102 * HOUR].map((ms) => axis.at(ms) / HOUR);
  expect(places).toEqual([0, 1, 2, 2.2, 4.2]);
  expect(axis.cuts.map(({ ms }) => ms)).toEqual([98 * HOUR]);
});

it("an axis of time has round times, and none within what was cut", () => {
  expect(ticksOf(timeAxis(SPANS), SPANS, 5).map((ms) => ms / HOUR)).toEqual(
    [0, 1, 2, 100, 101, 102].filter((hour) => hour !== 100),
  );
});

it.each<[Span[]]>([[[]], [[[5, 5]]]])("an axis of time of no length is one all the same: %j", (spans) => {
  expect(timeAxis(spans)).toMatchObject({ length: 0, cuts: [] });
});

it("a layer of the graph comes after all that its jobs need, and a cycle ends", () => {
  const placed = layersOf([
    { urn: "alone", needs: [] },
    { urn: "a", needs: [] },
    { urn: "c", needs: ["a", "b"] },
    { urn: "b", needs: ["a"] },
    { urn: "d", needs: ["e"] },
    { urn: "e", needs: ["d"] },
  ]);
  const layer = (urn: string): number | undefined => placed.get(urn)?.layer;
  expect(["alone", "a", "b", "c"].map(layer)).toEqual([undefined, 0, 1, 2]);
  expect(placed.size).toBe(5);
});
