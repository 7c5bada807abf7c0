/*
 * `npm test` holds every promise once. What repeats one in more places is marked here, and runs in
 * `npm run test:thorough`. A marked test is never silently left out: npm test counts them.
 */

/** `all`: everything runs. `rest`: all but the samples that `npm test` with the same TEST_SEED has carried out. */
const THOROUGH = process.env["TEST_THOROUGH"];
export const IS_REST = THOROUGH === "rest";
export const IS_THOROUGH = THOROUGH === "all" || IS_REST;

/** Stands in the title of whatever runs in `npm run test:thorough` alone. scripts/test/jest-results.ts looks for it. */
const MARK = "[thorough]";

/** As `it`, in `npm run test:thorough` alone. */
export const itThorough = Object.assign(
  (title: string, test: () => Promise<void> | void, timeoutMs?: number): void =>
    (IS_THOROUGH ? it : it.skip)(`${title} ${MARK}`, async () => test(), timeoutMs),
  { each: eachWithMark(IS_THOROUGH ? it.each : it.skip.each) },
);

/** As `describe`, in `npm run test:thorough` alone. */
export const describeThorough = Object.assign(
  (title: string, tests: () => void): void =>
    (IS_THOROUGH ? describe : describe.skip)(`${title} ${MARK}`, tests),
  { each: eachWithMark(IS_THOROUGH ? describe.each : describe.skip.each) },
);

/** Says how many cases of a table are left for `npm run test:thorough`. */
export function leave(count: number, what: string): void {
  if (count > 0) it.skip(`${MARK} ${count} left: ${what}`, () => undefined);
}

function eachWithMark(each: jest.Each): jest.Each {
  const plain = each as (...table: unknown[]) => (title: string, ...rest: unknown[]) => void;
  const marked = (...table: unknown[]) => {
    const add = plain(...table);
    return (title: string, ...rest: unknown[]) => add(`${title} ${MARK}`, ...rest);
  };
  return marked as jest.Each;
}
