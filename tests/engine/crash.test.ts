import { randomInt } from "node:crypto";
import { type Kill, killText } from "../support/crash/kill";
import { pick, seededRandom } from "../support/crash/kill-schedule";
import { violations } from "../support/crash/oracle";
import { VICTIMS } from "../support/crash/processes";
import { SCENES } from "../support/crash/scenes";
import { tryKill } from "../support/crash/trial";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

/** A whole deployment, its repetition, a refresh and one more `up`. */
const TRIAL_TIMEOUT_MS = 180_000;
/** To kill at the same moments again. */
const SEED = Number(process.env["WHEROBOTS_CRASH_SEED"] ?? randomInt(1, 1_000_000));
/** So many requests every scene sends, whatever its timing, and then one more at least: a destroy of two runs sends six. */
const LEAST_REQUESTS = 5;
const BUSY_SCENES = SCENES.filter(({ name }) => name !== "refresh of open runs");

/** Where a run is started or cancelled and nobody hears of it. Amid a wait: killed-up.test.ts. */
const DANGEROUS: readonly Kill[] = [
  boundary("create and wait", "provider", "before", "POST /runs long"),
  boundary("create and wait", "everything", "after", "POST /runs long"),
  boundary("replace of open runs", "engine", "after", "POST /runs/{long}/cancel"),
  boundary("replace of open runs", "provider", "after", "POST /runs long"),
  boundary("destroy of open runs", "everything", "after", "POST /runs/{long}/cancel"),
];

function boundary(scene: string, victim: Kill["victim"], at: "before" | "after", request: string): Kill {
  return { scene, victim, moment: { kind: "boundary", request, occurrence: 1, at }, refreshesFirst: false };
}

function drawn(random: () => number): Kill {
  const count = 1 + Math.floor(random() * LEAST_REQUESTS);
  return {
    scene: pick(BUSY_SCENES, random).name,
    victim: pick(VICTIMS, random),
    moment: { kind: "after-request", count, delayMs: 0 },
    refreshesFirst: false,
  };
}

/** Fails with everything that is known, if a promise does not hold. */
async function expectNothingBroken(kill: Kill): Promise<void> {
  const evidence = await tryKill(kill);
  if (!evidence) throw new Error(`${killText(kill)}: the command had ended before`);
  const broken = violations(evidence);
  if (broken.length === 0) return;
  const output = evidence.recovery.map((step) => `$ pulumi ${step.command}\n${step.output}`).join("\n");
  throw new Error(`${killText(kill)}: ${JSON.stringify(broken, undefined, 1)}\n${output}`);
}

// rule: kill
describe("after kill -9 nothing is doubled, lost, forgotten or unnamed", () => {
  itSampled(
    "kills",
    DANGEROUS.map((kill) => ({ kill, text: killText(kill) })),
    { keep: 1 / 5 },
  )(
    "$text",
    async ({ kill }) => {
      await expectNothingBroken(kill);
    },
    TRIAL_TIMEOUT_MS,
  );

  const random = seededRandom(SEED);
  itThorough.each([drawn(random), drawn(random)].map((kill) => ({ kill, text: killText(kill) })))(
    `$text (WHEROBOTS_CRASH_SEED=${SEED})`,
    async ({ kill }) => {
      await expectNothingBroken(kill);
    },
    TRIAL_TIMEOUT_MS,
  );
});
