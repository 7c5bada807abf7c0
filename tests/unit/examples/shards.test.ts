import { shardOf } from "../../../examples/shards/shard-of";

const KEYS = Array.from({ length: 3_000 }, (_, index) => `tile-${index}`);

describe("a key of examples/shards", () => {
  it("belongs to one shard, and the shards are of about a size", () => {
    for (const shards of [1, 3, 16]) {
      const found = KEYS.map((key) => shardOf(key, shards));
      const sizes = Array.from({ length: shards }, (_, shard) => found.filter((s) => s === shard).length);
      expect(Math.min(...sizes)).toBeGreaterThan((0.75 * KEYS.length) / shards);
      expect(Math.max(...sizes)).toBeLessThan((1.25 * KEYS.length) / shards);
    }
  });

  it("stays, or moves to the shard that is added", () => {
    for (const shards of [1, 2, 3, 7, 15]) {
      const moved = KEYS.filter((key) => shardOf(key, shards + 1) !== shardOf(key, shards));
      expect(moved.filter((key) => shardOf(key, shards + 1) !== shards)).toEqual([]);
      expect(moved.length).toBeLessThan((1.25 * KEYS.length) / (shards + 1));
    }
  });

  it("is where it was when the example was written: another function would run everything again", () => {
    expect(KEYS.slice(0, 8).map((key) => shardOf(key, 4))).toEqual([0, 0, 1, 0, 2, 3, 3, 2]);
  });
});
