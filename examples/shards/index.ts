import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";
import { shardOf } from "./shard-of";
import tiles from "./tiles.json";

const config = new pulumi.Config();
const shards = config.requireNumber("shards");
const shard = config.requireNumber("shard");
if (shard < 0 || shard >= shards)
  throw new pulumi.RunError(`shard is ${shard}: with ${shards} shards it is from 0 to ${shards - 1}`);

const mine = tiles.filter((tile) => shardOf(tile, shards) === shard);
const runs = mine.map(
  (tile) =>
    new wherobots.JobRun(tile, {
      runPython: { uri: "s3://example-bucket/shards/tile.py", args: ["--tile", tile] },
      runtime: wherobots.Runtime.Tiny,
      // What a machine had finished when it was lost is not computed again.
      adopt: "recent",
    }),
);

export const completed = pulumi
  .all(runs.map((run) => run.status))
  .apply((statuses) => statuses.filter((status) => status === "COMPLETED").length);
