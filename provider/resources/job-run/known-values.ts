/*
 * Values known when this was written. The API takes others too (bring-your-own-cloud regions, new runtimes), so
 * they only serve to warn of a likely slip of the pen. The sdk exports the same lists; a test holds them equal.
 */

/** Runtimes (https://docs.wherobots.com/develop/runtimes). */
export const KNOWN_RUNTIMES: readonly string[] = [
  ...["micro", "tiny", "small", "medium", "large", "x-large", "2x-large", "4x-large"],
  ...["medium-himem", "large-himem", "x-large-himem", "2x-large-himem", "4x-large-himem"],
  ...["x-large-hicpu", "2x-large-hicpu", "x-large-matcher", "2x-large-matcher"],
  ...["micro-a10-gpu", "tiny-a10-gpu", "small-a10-gpu", "medium-a10-gpu", "large-a10-gpu", "x-large-a10-gpu"],
  ...["TINY", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE"],
];

/** Regions of Wherobots' own cloud. */
export const KNOWN_REGIONS: readonly string[] = [
  "aws-us-east-1",
  "aws-us-east-2",
  "aws-us-west-2",
  "aws-eu-west-1",
  "aws-ap-south-1",
];

/** Names of versions that are not numbers. */
export const KNOWN_VERSIONS: readonly string[] = ["latest", "preview"];
