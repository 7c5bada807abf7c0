/*
 * Values known to this version. The API takes others too (bring-your-own-cloud regions, new runtimes), so they only
 * complete what a person writes, and warn of a likely typo.
 */

/**
 * Runtimes known to this version. The API takes others as well, so every argument is plain text.
 * Sizes and what each costs: https://docs.wherobots.com/develop/runtimes
 *
 * @enum
 */
export const Runtime = {
  Micro: "micro",
  Tiny: "tiny",
  Small: "small",
  Medium: "medium",
  Large: "large",
  XLarge: "x-large",
  XXLarge: "2x-large",
  XXXXLarge: "4x-large",
  MediumHighMemory: "medium-himem",
  LargeHighMemory: "large-himem",
  XLargeHighMemory: "x-large-himem",
  XXLargeHighMemory: "2x-large-himem",
  XXXXLargeHighMemory: "4x-large-himem",
  XLargeHighCpu: "x-large-hicpu",
  XXLargeHighCpu: "2x-large-hicpu",
  XLargeMatcher: "x-large-matcher",
  XXLargeMatcher: "2x-large-matcher",
  MicroA10Gpu: "micro-a10-gpu",
  TinyA10Gpu: "tiny-a10-gpu",
  SmallA10Gpu: "small-a10-gpu",
  MediumA10Gpu: "medium-a10-gpu",
  LargeA10Gpu: "large-a10-gpu",
  XLargeA10Gpu: "x-large-a10-gpu",
} as const;

/**
 * Regions of Wherobots' own cloud known to this version. Regions of your own cloud (`byoc-…`) are text as well.
 *
 * @enum
 */
export const Region = {
  AwsUsEast1: "aws-us-east-1",
  AwsUsEast2: "aws-us-east-2",
  AwsUsWest2: "aws-us-west-2",
  AwsEuWest1: "aws-eu-west-1",
  AwsApSouth1: "aws-ap-south-1",
} as const;

/**
 * Statuses of a run known to this version. A status that is not here counts as "not finished".
 * https://docs.wherobots.com/api-reference/runs/create-a-job-run
 *
 * @enum
 */
export const RunStatus = {
  Pending: "PENDING",
  Running: "RUNNING",
  Completed: "COMPLETED",
  Failed: "FAILED",
  Cancelled: "CANCELLED",
  TimedOut: "TIMED_OUT",
  /** Of this package: nothing was started, because `wherobots:runJobs` is false. */
  NotRun: "NOT_RUN",
} as const;

/** Spellings of an earlier form of the API, which takes them still. */
const OLD_RUNTIMES = ["TINY", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE"];
export const KNOWN_RUNTIMES: readonly string[] = [...Object.values(Runtime), ...OLD_RUNTIMES];
export const KNOWN_REGIONS: readonly string[] = Object.values(Region);
/** Names of versions that are not numbers. */
export const KNOWN_VERSIONS: readonly string[] = ["latest", "preview"];
