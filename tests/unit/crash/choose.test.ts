import { boundaryKills, randomKill, seededRandom, shuffled } from "../../crash/choose";
import { killText } from "../../crash/kill";

const COURSE = {
  scene: "create and wait",
  requests: [
    "GET /runs",
    "POST /runs long",
    "GET /runs/{long}/logs",
    "GET /runs/{long}",
    "GET /runs/{short}/logs",
    "GET /runs/{long}",
    "GET /runs/{long}",
  ],
  durationMs: 5_000,
};

it("kills each victim at every boundary: writes at both moments, a repeated question twice", () => {
  const texts = boundaryKills(COURSE).map(killText);
  const provider = [
    "after GET /runs",
    "before POST /runs long",
    "after POST /runs long",
    "after GET /runs/{long}/logs",
    "after GET /runs/{long}",
    "after GET /runs/{long} (2)",
  ].map((moment) => `create and wait: provider killed ${moment}`);
  const engine = ["before", "after"].map((at) => `create and wait: engine killed ${at} POST /runs long`);
  expect(texts.slice(0, provider.length)).toEqual(provider);
  expect(texts.map((text) => text.replace(", refreshed first", ""))).toEqual([
    ...provider,
    ...engine,
    ...provider.map((text) => text.replace("provider", "everything")),
  ]);
});

it("kills at the same random moments for the same seed, within the command", () => {
  const draw = (seed: number): string[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 200 }, () => killText(randomKill([COURSE], random)));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const random = seededRandom(7);
  const moments = Array.from({ length: 200 }, () => randomKill([COURSE], random).moment);
  const outside = moments.filter(
    (moment) =>
      (moment.kind === "after-start" && moment.delayMs >= COURSE.durationMs) ||
      (moment.kind === "after-request" && moment.count > COURSE.requests.length),
  );
  expect(outside).toEqual([]);
});

it("shuffles by the seed and loses none", () => {
  const kills = boundaryKills(COURSE);
  expect(shuffled(kills, seededRandom(7))).toEqual(shuffled(kills, seededRandom(7)));
  expect(shuffled(kills, seededRandom(7))).not.toEqual(kills);
  expect(new Set(shuffled(kills, seededRandom(7)))).toEqual(new Set(kills));
});
