import { createHash } from "node:crypto";
import { seededRandom, shuffled } from "./crash/kill-schedule";
import { describeThorough, IS_REST, IS_THOROUGH, itThorough, leave } from "./thorough";

/** How a sample is drawn. */
export interface SampleOptions<T> {
  /** The part of the cases that is kept, 0 to 1. */
  readonly keep: number;
  /** Rows and columns of the matrix: of each value that one of these has, at least one case is kept. */
  readonly lines?: readonly ((item: T) => string)[];
}

/** A part of the cases, in their order: the same for the same seed. */
export function sample<T>(cases: readonly T[], { keep, lines = [] }: SampleOptions<T>, seed: number): T[] {
  const order = shuffled([...cases.keys()], seededRandom(seed));
  const seen = new Set<string>();
  const chosen = new Set<number>();
  for (const index of order) {
    const item = cases[index];
    if (item === undefined) continue;
    const names = lines.map((lineOf, line) => `${line} ${lineOf(item)}`);
    if (names.every((name) => seen.has(name))) continue;
    for (const name of names) seen.add(name);
    chosen.add(index);
  }
  for (const index of order) {
    if (chosen.size >= Math.ceil(keep * cases.length)) break;
    chosen.add(index);
  }
  return cases.filter((_, index) => chosen.has(index));
}

/**
 * The cases of a table that `npm test` carries out, or `npm run test:thorough`. What is left out of `npm test` is a test
 * of its own that says so, with the seed that draws the same sample again.
 *
 * @param what the cases are, different for each table, so that two tables of one form draw different samples
 */
export function sampled<T>(what: string, cases: readonly T[], options: SampleOptions<T>): T[] {
  const { kept, left } = split(what, cases, options);
  if (IS_THOROUGH) return left;
  leave(left.length, `${what}: ${kept.length} of ${cases.length} kept (TEST_SEED=${testSeed()})`);
  return kept;
}

/** As `sampled`, for cases that are known within a test alone: its title says what part of them is tried. */
export function sampledWithin<T>(what: string, cases: readonly T[], options: SampleOptions<T>): T[] {
  const { kept, left } = split(what, cases, options);
  return IS_THOROUGH ? left : kept;
}

/** For the title of such a test; nothing where all are tried. */
export function partOf(what: string, { keep }: SampleOptions<never>): string {
  return IS_THOROUGH ? "" : ` (${Math.round(keep * 100)} % of the ${what}, TEST_SEED=${testSeed()})`;
}

/** How often a property is tried, and with which cases: in `npm test` a fifth as often as in `test:thorough`, with others. */
export function tries(thorough: number): { numRuns: number; seed: number } {
  return IS_THOROUGH
    ? { numRuns: thorough, seed: testSeed() + 1 }
    : { numRuns: Math.ceil(thorough / 5), seed: testSeed() };
}

/** One seed for all samples of a run. jest.config.js draws it where nobody says `TEST_SEED=n`. */
export function testSeed(): number {
  const seed = Number(process.env["TEST_SEED"]);
  if (!Number.isSafeInteger(seed)) throw new RangeError("TEST_SEED is not a whole number");
  return seed;
}

function seedOf(what: string, seed: number): number {
  return createHash("sha256").update(`${seed} ${what}`).digest().readUInt32LE();
}

/** As `it.each(cases)`, of which `npm test` carries out a sample. Titles say the seed, or that a case is left. */
export function itSampled<T>(what: string, cases: readonly T[], options: SampleOptions<T>) {
  return (title: string, test: (...args: ArgumentsOf<T>) => Promise<void>, timeoutMs?: number): void => {
    const { kept, left } = split(what, cases, options);
    const run = test as (...args: unknown[]) => Promise<void>;
    if (kept.length > 0) it.each(kept)(`${title} (TEST_SEED=${testSeed()})`, run, timeoutMs);
    if (left.length > 0) itThorough.each(left)(title, run, timeoutMs);
    if (kept.length + left.length === 0) triedAlready(what);
  };
}

/** As `describe.each(cases)`, in the same way. */
export function describeSampled<T>(what: string, cases: readonly T[], options: SampleOptions<T>) {
  return (title: string, tests: (...args: ArgumentsOf<T>) => void): void => {
    const { kept, left } = split(what, cases, options);
    const run = tests as (...args: unknown[]) => void;
    if (kept.length > 0) describe.each(kept)(`${title} (TEST_SEED=${testSeed()})`, run);
    if (left.length > 0) describeThorough.each(left)(title, run);
    if (kept.length + left.length === 0) triedAlready(what);
  };
}

/** jest takes a file without a test for a mistake. */
function triedAlready(what: string): void {
  it.skip(`${what}: all were drawn by npm test`, () => undefined);
}

type ArgumentsOf<T> = T extends readonly unknown[] ? [...T] : [T];

/** What is for `npm test`, and what is left for `npm run test:thorough`: there nothing is for `npm test`. */
function split<T>(what: string, cases: readonly T[], options: SampleOptions<T>): { kept: T[]; left: T[] } {
  if (IS_THOROUGH && !IS_REST) return { kept: [], left: [...cases] };
  const drawn = sample(cases, options, seedOf(what, testSeed()));
  return { kept: IS_REST ? [] : drawn, left: cases.filter((one) => !drawn.includes(one)) };
}
