import { createEmulator, type Emulator, type EmulatorOptions, type PlanRule } from "../../emulator";
import { submit } from "./api-caller";

let emulator: Emulator;

async function start(options: EmulatorOptions): Promise<void> {
  emulator = await createEmulator({ clock: "manual", ...options });
}

/** The outcomes of runs submitted one after the other. */
async function outcomes(...payloads: object[]): Promise<string[]> {
  for (const payload of payloads) await submit(emulator, payload);
  emulator.advance(60_000);
  return emulator.runs().map(({ status }) => status);
}

afterEach(() => emulator.stop());

const FAIL = { outcome: "FAILED" };

it.each<[string, PlanRule["match"], object]>([
  ["name", { name: "night*" }, { name: "nightly-1" }],
  ["name by expression", { name: /^NIGHT/i }, { name: "nightly-1" }],
  ["script", { uri: "*/bad.py" }, { runPython: { uri: "s3://jobs/bad.py" } }],
  ["JAR", { uri: "*.jar" }, { runPython: null, runJar: { uri: "s3://jobs/bad.jar" } }],
  ["any argument", { args: "--fail" }, { runPython: { uri: "s3://jobs/a.py", args: ["x", "--fail"] } }],
  [
    "all of them",
    { name: "night*", args: /fail/ },
    { name: "nightly-1", runPython: { uri: "s3://a", args: ["fail"] } },
  ],
])("picks a plan by %s", async (_what, match, payload) => {
  await start({ plans: [{ ...(match === undefined ? {} : { match }), plan: FAIL }] });
  expect(await outcomes({ name: "something-else" }, payload)).toEqual(["COMPLETED", "FAILED"]);
});

it("demands all parts of a rule", async () => {
  await start({ plans: [{ match: { name: "night*", args: "x" }, plan: FAIL }] });
  expect(await outcomes({ name: "nightly-1" })).toEqual(["COMPLETED"]);
});

it("uses a rule only as often as it says", async () => {
  await start({
    plans: [
      { times: 1, plan: FAIL },
      { times: 1, plan: { outcome: "TIMED_OUT" } },
    ],
  });
  expect(await outcomes({}, {}, {})).toEqual(["FAILED", "TIMED_OUT", "COMPLETED"]);
});

it("puts later rules in front, and forgets them at a reset", async () => {
  await start({ plans: [{ plan: FAIL }], defaultPlan: { outcome: "TIMED_OUT" } });
  emulator.plan({ plan: { outcome: "CANCELLED" } });
  expect(await outcomes({})).toEqual(["CANCELLED"]);
  emulator.reset();
  expect(await outcomes({})).toEqual(["FAILED"]);
});

it("fills a rule's plan from the default plan", async () => {
  await start({ plans: [{ plan: FAIL }], defaultPlan: { message: "kept", pendingMs: 5 } });
  await submit(emulator);
  expect(emulator.runs()).toMatchObject([{ plan: { outcome: "FAILED", message: "kept", pendingMs: 5 } }]);
});
