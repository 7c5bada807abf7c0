import type { Kill } from "../tests/support/crash/kill";
import { VICTIMS, type Victim } from "../tests/support/crash/processes";
import { SCENES } from "../tests/support/crash/scenes";

/** One kill, and how the recovery ended. */
export interface Trial {
  readonly kill: Kill;
  /** Runs of the killed command that state did not know, and that are followed or taken over now. */
  readonly adopted: number;
  /** Such runs that had ended, were named in a warning and started again. */
  readonly repeated: number;
  /** Whether a file of the engine had to be put right first. */
  readonly restoredState: boolean;
  /** Promises that did not hold, with what is wrong. */
  readonly broken: readonly string[];
}

/** All kills of one execution. */
export interface CrashReport {
  readonly command: string;
  readonly seed: number;
  /** Of this package, the engine and Node.js. */
  readonly versions: Readonly<Record<string, string>>;
  readonly minutes: number;
  /** Random moments at which the command had ended already; they count as no kill. */
  readonly missed: number;
  readonly trials: readonly Trial[];
}

/** The report as data, a kill a line. */
export function jsonReport({ trials, ...head }: CrashReport): string {
  const lines = trials.map((trial) => `    ${JSON.stringify(trial)}`);
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "trials": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** The report as the page that is kept. */
export function markdownReport({ command, seed, versions, minutes, missed, trials }: CrashReport): string {
  const failed = trials.filter(({ broken }) => broken.length > 0);
  const said = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Kills

Made by \`${command}\`, seed ${seed}, in ${minutes} minutes, with ${said.join(", ")}.

${trials.length} kills: ${count(trials, "provider")} of the provider's process, ${count(trials, "engine")} of the engine's, ${count(trials, "everything")} of everything that the command had
started (engine, language host, program, provider). ${trials.filter(isAtBoundary).length} came at a boundary of an API call, the others at random
moments. ${missed} more came after the command had ended and do not count. ${trials.filter(({ restoredState }) => restoredState).length} came while the engine wrote its state and
left an empty file, which the test [repaired](../../docs/troubleshooting.md#failed-to-load-checkpoint) as a person would.
After each kill followed \`pulumi cancel\` if the engine was killed, in half of those cases \`pulumi refresh
--clear-pending-creates\`, then the same command again, and one more \`pulumi up\`, which must find nothing to do.

${table(trials)}

"Found again" counts runs that the killed command had started and state did not hold, and that the next command resumed or
adopted. "Repeated" counts such runs that had ended: a warning named them, and they ran again.

${failed.length === 0 ? "No promise was broken." : failed.map(({ kill, broken }) => `- ${JSON.stringify(kill)}: ${broken.join("; ")}`).join("\n")}
`;
}

const HEAD = [
  "killed at work",
  "victim",
  "at a boundary",
  "at random",
  "found again",
  "repeated",
  "promises broken",
];

function table(trials: readonly Trial[]): string {
  const rows = SCENES.flatMap(({ name }) =>
    VICTIMS.map((victim) => {
      const some = trials.filter(({ kill }) => kill.scene === name && kill.victim === victim);
      return [name, victim, ...numbers(some)];
    }),
  );
  const lines = [HEAD, HEAD.map(() => "---"), ...rows, ["all", "", ...numbers(trials)]];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function numbers(trials: readonly Trial[]): number[] {
  const boundary = trials.filter(isAtBoundary).length;
  return [
    boundary,
    trials.length - boundary,
    sum(trials.map(({ adopted }) => adopted)),
    sum(trials.map(({ repeated }) => repeated)),
    sum(trials.map(({ broken }) => broken.length)),
  ];
}

function isAtBoundary({ kill }: Trial): boolean {
  return kill.moment.kind === "boundary";
}

function count(trials: readonly Trial[], victim: Victim): number {
  return trials.filter(({ kill }) => kill.victim === victim).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
