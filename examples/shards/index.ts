import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";
import { shardOf } from "./shard-of";
import tiles from "./tiles.json";

const config = new pulumi.Config();
const shards = config.requireNumber("shards");
const shard = config.requireNumber("shard");
if (shard < 0 || shard >= shards)
  throw new pulumi.RunError(`shard is ${shard}: with ${shards} shards it is from 0 to ${shards - 1}`);

const mine = tiles.filter((tile) => shardOf(tile, shards) === shard);
const batch = new wherobots.JobRunBatch("tiles", {
  defaults: { runPython: { uri: "s3://example-bucket/shards/tile.py" }, runtime: wherobots.Runtime.Tiny },
  runs: Object.fromEntries(mine.map((tile) => [tile, { runPython: { args: ["--tile", tile] } }])),
  // Of this shard: all of them together have as many runs at once as the shards that go up at once.
  maxConcurrency: 10,
  // What a machine had finished when it was lost is not computed again.
  adopt: "recent",
});

export const totals = batch.totals;
