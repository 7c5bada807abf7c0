import { execFile } from "node:child_process";

/** A known vulnerability of a package that a release ships. */
export interface Advisory {
  /** For a reader: how bad, which package, what, and where to read more. */
  readonly text: string;
  /** High or critical: nothing is released with it. */
  readonly isSevere: boolean;
}

/** What `npm audit --json` says of one package. `via` names other packages where the fault is theirs. */
interface Vulnerability {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly via: readonly (string | Finding)[];
}

interface Finding {
  readonly title: string;
  readonly url: string;
  readonly severity: string;
}

const SEVERE = ["high", "critical"];
const AUDIT = [
  ...["audit", "--json", "--package-lock-only", "--include=dev", "--include=optional", "--include=peer"],
  // Offline, npm says that it found nothing.
  ...["--offline=false", "--fetch-retries=0", "--fetch-timeout=30000"],
];

/**
 * What the registry knows against these packages. `npm audit --omit=dev` would leave out those that a bundle holds, which
 * are development's in package.json.
 *
 * @param places of the packages, as the lock file names them
 * @throws with the registry's answer, if it cannot be asked
 */
export async function advisoriesOf(
  repository: string,
  places: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Advisory[]> {
  return advisoriesIn(await audit(repository, env), places);
}

/** Says what is known. @throws if one is severe */
export function refuseSevere(advisories: readonly Advisory[], say: (line: string) => void): void {
  if (advisories.length === 0) say("vulnerabilities: none is known of a package in the release");
  for (const { text } of advisories) say(`vulnerability, ${text}`);
  if (advisories.some(({ isSevere }) => isSevere))
    throw new Error("nothing is released with a vulnerability that is high or critical");
}

/** @param json what `npm audit --json` printed */
function advisoriesIn(json: string, places: readonly string[]): Advisory[] {
  const { vulnerabilities, message } = answerIn(json);
  if (vulnerabilities === undefined) throw new Error(message ?? json.trim());
  return Object.values(vulnerabilities)
    .filter(({ nodes }) => nodes.some((place) => places.includes(place)))
    .flatMap(({ name, via }) =>
      via
        .filter((finding) => typeof finding !== "string")
        .map(({ title, url, severity }) => ({
          text: `${severity}: ${name}: ${title} (${url})`,
          isSevere: SEVERE.includes(severity),
        })),
    );
}

function answerIn(json: string): {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
  readonly message?: string;
} {
  try {
    return JSON.parse(json) as ReturnType<typeof answerIn>;
  } catch {
    return { message: `npm audit printed ${json.trim() || "nothing"}` };
  }
}

/** What npm prints, whatever its exit code: that is the same for a vulnerability and for no answer. */
function audit(cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    execFile("npm", AUDIT, { cwd, env, maxBuffer: Number.POSITIVE_INFINITY }, (_, stdout) => {
      resolve(stdout);
    });
  });
}
