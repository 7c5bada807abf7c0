import { readFileSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { REPOSITORY } from "../repository";

const PAGE = "docs/performance.md";
/** How far the page may be off before it misleads. */
const TOLERANCE = 0.15;

/**
 * Fails where something has outgrown its budget in docs/performance.md, or is no longer what the page says.
 *
 * @param what the first column of its row there
 */
export function expectWithinBudget(what: string, bytes: number): void {
  const page = readFileSync(path.join(REPOSITORY, PAGE), "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| ${what} |`));
  const [, , said = "", budget = ""] = row?.split("|") ?? [];
  // A row that is not there has no number, and nothing is less than that.
  expect({ what, bytes, isWithin: bytes <= bytesIn(budget) }).toEqual({ what, bytes, isWithin: true });
  const isAsSaid = Math.abs(bytes - bytesIn(said)) <= TOLERANCE * bytes;
  expect({ what, said: said.trim(), bytes, isAsSaid }).toMatchObject({ isAsSaid: true });
}

/** Of all files below a folder; what links lead to lies elsewhere. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await lstat(path.join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function bytesIn(cell: string): number {
  const [, number = "NaN", unit = ""] = /^\s*([\d.]+) (kB|MB)\s*$/.exec(cell) ?? [];
  return Number(number) * (unit === "MB" ? 1e6 : 1e3);
}
