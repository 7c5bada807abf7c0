import {
  PolicyPack,
  type ReportViolation,
  type ResourceValidationPolicy,
  validateResourceOfType,
} from "@pulumi/policy";
import type * as pulumi from "@pulumi/pulumi";
import * as dynamic from "pulumi-wherobots";
import * as plugin from "pulumi-wherobots/plugin";

/* Rules for each job of a stack, whichever provider it uses, and for each run of a batch. */

const RUNTIMES = ["micro", "tiny", "small", "medium"];
const LONGEST_SECONDS = 4 * 3600;
const HIGHEST_USD = 20;

/** Keys of AWS, GitHub and Wherobots, private keys, and what follows a word such as `--password`. */
const CREDENTIAL =
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[opsu]_\w{20,}|\bwbk_\w+|-----BEGIN [A-Z ]*PRIVATE KEY|(?:password|passwd|secret|token|api[-_]?key)["']?[=: ]\S+/i;

type Job = pulumi.Unwrap<dynamic.JobRunArgs>;
/** What is wrong with a job; undefined if nothing is. */
type Rule = (job: Job) => string | undefined;

/** A rule for the jobs of both providers. A batch's runs are its defaults with what each says itself. */
function policy(name: string, description: string, rule: Rule): ResourceValidationPolicy {
  const check = (job: Job, report: ReportViolation, where = ""): void => {
    const problem = rule(job);
    if (problem !== undefined) report(where + problem);
  };
  const ofJob = (job: Job, _args: unknown, report: ReportViolation): void => check(job, report);
  const ofBatch = (
    { defaults, runs, budget }: pulumi.Unwrap<dynamic.JobRunBatchArgs>,
    _args: unknown,
    report: ReportViolation,
  ): void => {
    for (const [key, run] of Object.entries(runs))
      check({ budget, ...defaults, ...run }, report, `run ${key}: `);
  };
  return {
    name,
    description,
    enforcementLevel: "mandatory",
    validateResource: [
      validateResourceOfType(dynamic.JobRun, ofJob),
      validateResourceOfType(plugin.JobRun, ofJob),
      validateResourceOfType(dynamic.JobRunBatch, ofBatch),
      validateResourceOfType(plugin.JobRunBatch, ofBatch),
    ],
  };
}

/** All texts that Wherobots shows to whoever may see the run. */
function shownTexts({ runPython, runJar, environment }: Job): string[] {
  const args = runPython?.args ?? runJar?.args ?? [];
  // `--token`, then its value.
  const pairs = args.slice(1).map((arg, index) => `${args[index]} ${arg}`);
  const configs = Object.entries(environment?.sparkConfigs ?? {}).map(([key, value]) => `${key}=${value}`);
  return [...args, ...pairs, ...configs];
}

new PolicyPack("wherobots-guards", {
  policies: [
    policy("largest-runtime", "Jobs use small runtimes.", ({ runtime }) =>
      runtime !== undefined && RUNTIMES.includes(runtime)
        ? undefined
        : `runtime must be one of ${RUNTIMES.join(", ")}`,
    ),
    policy("timeout", "Jobs say when they have run for too long.", ({ timeoutSeconds = Infinity }) =>
      timeoutSeconds <= LONGEST_SECONDS
        ? undefined
        : `timeoutSeconds must be given, and at most ${LONGEST_SECONDS}`,
    ),
    policy("budget", "Jobs say what they may cost.", ({ budget }) =>
      (budget?.maxUsd ?? Infinity) <= HIGHEST_USD
        ? undefined
        : `budget.maxUsd must be given, and at most ${HIGHEST_USD}`,
    ),
    policy("pinned-version", "Jobs say which version of Wherobots they run on.", ({ version }) =>
      version !== undefined && /^\d+\.\d+/.test(version)
        ? undefined
        : "version must be given, for example 1.9.0",
    ),
    policy("no-credentials", "No credential is in what Wherobots shows of a run.", (job) =>
      shownTexts(job).some((text) => CREDENTIAL.test(text))
        ? "an argument or a Spark setting looks like a credential: let the job read it from a secret store, or use the role of a storage integration"
        : undefined,
    ),
  ],
});
