import { setImmediate } from "node:timers/promises";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type RunPlan } from "../../emulator/index";
import { command } from "../support/command";
import { type RunningContext, runningContext } from "../support/context/running-context";
import { SCRIPT } from "../support/lifecycle/mini-engine";
import { component, exported, resource } from "../support/report/stacks";

let emulator: Emulator;
let context: RunningContext;

afterEach(async () => {
  await context.close();
  await emulator.stop();
});

async function open(plan: RunPlan): Promise<void> {
  emulator = await createEmulator({ clock: "manual", defaultPlan: { pendingMs: 0, ...plan } });
  context = runningContext(emulator);
}

/** @returns the id of a new run */
async function submit(name: string): Promise<string> {
  const response = await fetch(`${emulator.url}/runs`, {
    method: "POST",
    headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" },
    body: JSON.stringify({ name: `${name}-of-a-test`, runtime: "small", ...SCRIPT }),
  });
  return ((await response.json()) as { id: string }).id;
}

interface Job {
  readonly runId: string;
  readonly status?: string;
}

/** A stack whose set `nightly` has these jobs. */
function stackOf(jobs: Readonly<Record<string, Job>>): string {
  return JSON.stringify(
    exported(
      ...Object.entries(jobs).map(([name, { runId, status = "RUNNING" }]) =>
        resource("JobRun", name, { runId, status }),
      ),
    ),
  );
}

/** Carried out with the session and the clock of the emulator; the stack stands in a file, so no Pulumi is asked. */
function wherobots(
  words: readonly string[],
  stdin: string,
  {
    written,
    interrupt,
    unread,
  }: Partial<Record<"interrupt" | "unread", AbortSignal>> & {
    written?: (text: string) => void;
  } = {},
) {
  const { session, clock, random } = context;
  const signal = interrupt ?? new AbortController().signal;
  return command([...words, "--stack-file", "-"], {
    stdin,
    ...(written ? { written } : {}),
    ...(unread ? { unread } : {}),
    access: { openSession: () => session, clock, random, interrupted: () => signal },
  });
}

function sent(method: string): string[] {
  return emulator.requests.filter((one) => one.method === method).map(({ path }) => path.split("?")[0] ?? "");
}

describe("pulumi-wherobots logs", () => {
  const LINES = { count: 2_500 };

  it("prints the whole log of the only run, line by line, and hides the key", async () => {
    await open({
      runningMs: 1_000,
      logs: [{ text: `key ${DEFAULT_ACCOUNT.apiKey}` }, { text: "\u001b[31m::error::x" }],
    });
    const runId = await submit("places");
    emulator.advance(2_000);
    const { code, out, said } = await wherobots(["logs"], stackOf({ places: { runId } }));
    expect([code, said]).toEqual([0, ""]);
    expect(out.split("\n").slice(0, 2)).toEqual(["key [secret]", ": :error::x"]);
  });

  it("reads every page, and of a tail prints the newest lines alone", async () => {
    await open({ runningMs: 1_000, logs: LINES });
    const [runId, other] = [await submit("places"), await submit("others")];
    emulator.advance(2_000);
    const stack = stackOf({ places: { runId }, other: { runId: other } });
    expect((await wherobots(["logs", "places"], stack)).out.trimEnd().split("\n")).toHaveLength(LINES.count);
    const { out } = await wherobots(["logs", "places", "--tail", "2", "--json"], stack);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([2_499, 2_500].map((number) => ({ timestamp: expect.any(String), text: `line ${number}` })));
    expect(sent("GET").some((path) => path.includes(other))).toBe(false);
  });

  it("follows a run to its end, each line once", async () => {
    await open({ runningMs: 60_000, logs: { count: 30 } });
    const runId = await submit("places");
    emulator.advance(30_000);
    const { code, out, said } = await wherobots(["logs", runId, "--follow", "--tail", "3"], stackOf({}));
    const numbers = out
      .trimEnd()
      .split("\n")
      .map((line) => Number(line.slice("line ".length)));
    expect(numbers.at(-1)).toBe(30);
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
    expect(numbers.length).toBeLessThan(30);
    expect([code, said]).toEqual([0, `run ${runId} ended as COMPLETED\n`]);
  });

  it("ends when nobody reads it any more", async () => {
    await open({ neverEnds: true, logs: { count: 30 } });
    const runId = await submit("places");
    emulator.advance(30_000);
    const unread = new AbortController();
    const { code, said } = await wherobots(["logs", runId, "--follow"], stackOf({}), {
      unread: unread.signal,
      written: () => unread.abort(),
    });
    expect([code, said]).toEqual([0, ""]);
  });

  it.each<[string, string[], string]>([
    ["several runs and no word", ["logs"], "which run? The stack has "],
    ["a run that is not there", ["logs", "plces"], "did you mean places?"],
    ["a tail that is no number", ["logs", "--tail", "many"], "--tail is a number of lines, and not many"],
    ["a job that was not started", ["logs", "waiting"], "waiting has no run: it was not started"],
  ])("says what is wrong: %s", async (_, words, problem) => {
    await open({ runningMs: 1_000 });
    const runId = await submit("places");
    const stack = exported(
      resource("JobRun", "places", { runId, status: "RUNNING" }),
      resource("JobRun", "other", { runId: "r-2", status: "RUNNING" }),
      resource("JobRun", "waiting", { status: "NOT_RUN" }),
    );
    const { code, out, said } = await wherobots(words, JSON.stringify(stack));
    expect([code === 0, out]).toEqual([false, ""]);
    expect(said).toContain(problem);
  });
});

it("suggests the name that a job has in its file", async () => {
  await open({ runningMs: 1_000 });
  const runId = await submit("report");
  const set = component("nightly");
  const job = resource(
    "JobRun",
    "nightly-report",
    { runId, status: "RUNNING" },
    { parent: String(set["urn"]) },
  );
  const { code, said } = await wherobots(["logs", "rport"], JSON.stringify(exported(set, job)));
  expect([code, said]).toEqual([1, expect.stringContaining("did you mean report?")]);
});

describe("pulumi-wherobots cancel", () => {
  it("cancels all runs of the stack that go on, and waits for their end", async () => {
    await open({ neverEnds: true, cancelTakesMs: 20_000 });
    const [first, second, foreign] = [await submit("one"), await submit("two"), await submit("foreign")];
    const stack = stackOf({
      one: { runId: first },
      two: { runId: second },
      done: { runId: "gone", status: "COMPLETED" },
    });
    const { code, out, said } = await wherobots(["cancel", "--all"], stack);
    expect([code, said]).toEqual([0, "`pulumi refresh` takes this into the state\n"]);
    expect(out.trimEnd().split("\n").sort()).toEqual(
      [`one (${first}): CANCELLED`, `two (${second}): CANCELLED`].sort(),
    );
    expect(emulator.runs().find(({ id }) => id === foreign)).toMatchObject({ status: "RUNNING" });
    expect(sent("POST").filter((path) => path.endsWith("/cancel"))).toHaveLength(2);
  });

  it("sends no cancel for a run that has ended, and none of the others is lost for one that is not there", async () => {
    await open({ neverEnds: true });
    const [ended, open_] = [await submit("ended"), await submit("open")];
    emulator.finish(ended);
    const { code, out } = await wherobots(
      ["cancel", ended, open_, "missing", "--json"],
      stackOf({ ended: { runId: ended } }),
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual([
      { name: "ended", runId: ended, status: "COMPLETED", wasActive: false },
      { name: open_, runId: open_, status: "CANCELLED", wasActive: true },
      { name: "missing", runId: "missing", problem: expect.stringContaining("There is no run missing") },
    ]);
    expect(sent("POST").filter((path) => path.endsWith("/cancel"))).toEqual([`/runs/${open_}/cancel`]);
  });

  it("says of a run that has ended that there was nothing to cancel", async () => {
    await open({ neverEnds: true });
    const ended = await submit("ended");
    emulator.finish(ended);
    const { code, out } = await wherobots(["cancel", ended], stackOf({ ended: { runId: ended } }));
    expect([code, out]).toEqual([0, `ended (${ended}): had already ended as COMPLETED\n`]);
    expect(sent("POST").filter((path) => path.endsWith("/cancel"))).toEqual([]);
  });

  it("answers Ctrl-C, and says how the run was left", async () => {
    await open({ neverEnds: true, cancelTakesMs: 3_600_000 });
    const runId = await submit("places");
    const interrupt = new AbortController();
    const cancelling = wherobots(["cancel", runId], stackOf({}), { interrupt: interrupt.signal });
    // Its answer has come once the run is asked for again.
    while (sent("GET").length < 2) await setImmediate();
    interrupt.abort();
    const { code, said } = await cancelling;
    expect([code, said]).toEqual([1, expect.stringMatching(/run .* was asked to cancel, but the interrupt/)]);
  });

  it.each<[string, string[]]>([
    ["cancel needs a job, or --all", ["cancel"]],
    ["cancel takes jobs or --all, and not both", ["cancel", "x", "--all"]],
    ["the name of a job is empty", ["cancel", ""]],
  ])("says what is wrong, and sends nothing: %s", async (problem, words) => {
    await open({ neverEnds: true });
    const { code, said } = await wherobots(words, stackOf({}));
    expect([code, said.split("\n")[0], emulator.requests]).toEqual([2, `pulumi-wherobots: ${problem}`, []]);
  });
});
