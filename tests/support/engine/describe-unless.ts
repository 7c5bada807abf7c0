/** As `describe`; where something that the tests need is not to be had they are skipped, and the title says why. */
export function describeUnless(missing: string | undefined, title: string, tests: () => void): void {
  const form = missing === undefined ? describe : describe.skip;
  form(missing === undefined ? title : `${title} (skipped: ${missing})`, tests);
}
