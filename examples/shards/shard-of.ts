import { createHash } from "node:crypto";

/**
 * The shard, from 0 on, that a key belongs to. Each shard draws a number for the key, and the highest has it
 * (rendezvous hashing). So another key moves none, and another shard takes keys from all and moves no other.
 */
export function shardOf(key: string, shards: number): number {
  let best = { shard: 0, drawn: "" };
  for (let shard = 0; shard < shards; shard++) {
    const drawn = createHash("sha256").update(`${shard}/${key}`).digest("hex");
    if (drawn > best.drawn) best = { shard, drawn };
  }
  return best.shard;
}
