import fs from "node:fs/promises";
import { type Counts, NOTHING } from "./report";

/*
 * Two commands, one after the other, end with the counts of both where TEST_COUNTS names a file that they share.
 */

const file = (): string | undefined => process.env["TEST_COUNTS"];

/** What the command before counted; nothing if there was none. */
export async function earlierCounts(): Promise<Counts> {
  const name = file();
  const text = name === undefined ? "" : await fs.readFile(name, "utf8").catch(() => "");
  return text === "" ? NOTHING : { ...NOTHING, ...(JSON.parse(text) as Partial<Counts>) };
}

/** Keeps the counts so far for the command after this one. */
export async function addCounts(counts: Counts): Promise<void> {
  const name = file();
  if (name !== undefined) await fs.writeFile(name, JSON.stringify(counts));
}
