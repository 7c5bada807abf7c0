/*
 * Old Nodes read the compiled form of this file, so its syntax is plain: no `??`, no `?.`.
 */

/** What package.json asks for; a test holds the two equal. */
const NEEDED = { major: 20, minor: 19 };

/**
 * Whether this package runs on a version of Node.
 *
 * @param version for example `20.19.1`
 * @param place the executable
 * @returns what to say and do, or undefined where nothing is wrong
 */
export function nodeProblem(version: string, place: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor)) return undefined;
  const needed = `${NEEDED.major}.${NEEDED.minor}`;
  return `pulumi-wherobots needs Node.js ${needed} or newer, and found ${version} at ${place}: put a newer one first on the PATH of the command pulumi`;
}
