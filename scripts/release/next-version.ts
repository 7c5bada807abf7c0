const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/**
 * What is wrong with going from one version to another, if anything. The first release may have the version that
 * package.json has had all along.
 */
export function problemWith(from: string, to: string, released: readonly string[]): string | undefined {
  if (to === "") return "which version? npm run release:version -- 0.2.0";
  if (!VERSION.test(to)) return `${to} is no version such as 0.2.0`;
  if (released.includes(to)) return `CHANGELOG.md has ${to} already`;
  if (to === from) return undefined;
  const [a, b] = [from, to].map((version) => version.split(".").map(Number));
  const at = a?.findIndex((number, index) => number !== b?.[index]) ?? -1;
  return (a?.[at] ?? 0) > (b?.[at] ?? 0) ? `${to} is older than ${from}` : undefined;
}
