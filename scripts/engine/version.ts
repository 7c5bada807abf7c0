type Numbers = readonly [major: number, minor: number, patch: number];

/** The first `x.y` or `x.y.z` in a text such as `v3.259.0-dev` or `go version go1.26.8 linux/amd64`. */
export function versionIn(text: string): string | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? `${found[1] ?? "0"}.${found[2] ?? "0"}.${found[3] ?? "0"}` : undefined;
}

export function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [numbers(version), numbers(oldest)];
  const index = [0, 1, 2].find((i) => a[i] !== b[i]);
  return index === undefined || (a[index] ?? 0) > (b[index] ?? 0);
}

function numbers(version: string): Numbers {
  const [major, minor, patch] = version.split(".").map(Number);
  return [major ?? 0, minor ?? 0, patch ?? 0];
}
