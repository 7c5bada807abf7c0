import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { killVictim } from "../support/crash/processes";
import { createStack, type EngineStack, type StackOptions } from "../support/engine/engine";
import { describeHosts, ENDLESS, expectExit, outputsOf, programOf } from "../support/engine/fixture";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

/*
 * Which run is whose: of a deployment that was killed, and of resources and stacks that were renamed, copied or taken
 * out. What surely is the same is taken over; what may be is named before another is started.
 */

const SAME_USER = { ...DEFAULT_ACCOUNT, apiKey: "wbk_of_another_pipeline" };
const UP = ["up", "--yes", "--skip-preview"];

/** JobRuns as JavaScript, each a name, its arguments beside the script, and its options. */
const jobs = (...list: [name: string, args?: string, opts?: string][]): string =>
  [
    'const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");',
    ...list.map(
      ([name, args = "", opts = "{}"]) =>
        `new wherobots.JobRun("${name}", { runPython: { uri: "${ENDLESS}", args: ["canary"] }, ${args} }, ${opts});`,
    ),
  ].join("\n");

describeHosts("in the %s host", (host) => {
  let emulator: Emulator;
  let stacks: EngineStack[];
  let folder: string;
  beforeEach(async () => {
    emulator = await createEmulator({
      accounts: [DEFAULT_ACCOUNT, SAME_USER],
      plans: [{ plan: { pendingMs: 50, neverEnds: true } }],
    });
    folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-backend-"));
    stacks = [];
  });
  afterEach(async () => {
    for (const stack of stacks) await stack.dispose();
    await emulator.stop();
    await fs.rm(folder, { recursive: true, force: true });
  });

  const open = async (program: string, options: Partial<StackOptions> = {}): Promise<EngineStack> => {
    const stack = await createStack({
      program: programOf(host, program),
      emulator: { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey },
      backendDir: path.join(folder, "backend"),
      ...options,
    });
    stacks.push(stack);
    return stack;
  };
  const write = (stack: EngineStack, program: string): void => {
    const written = programOf(host, program);
    stack.writeProgram(typeof written === "string" ? written : written.javascript);
  };
  const active = (): string[] =>
    emulator.runs().flatMap(({ id, status }) => (["PENDING", "RUNNING"].includes(status) ? [id] : []));

  /** Leaves an active run that no state knows. */
  async function killedUp(stack: EngineStack): Promise<string> {
    const [, runId = ""] = await stack.start(UP).waitForOutput(/submitted as run (\w+)/);
    expect(await killVictim(stack, "everything")).toBe(true);
    expectExit(await stack.run(["cancel", "--yes"]), "zero");
    return runId;
  }

  async function expectAdopted(
    stack: EngineStack,
    orphan: string,
    env: Record<string, string> = {},
  ): Promise<void> {
    const up = stack.start(UP, { env });
    await up.waitForOutput(/took over run|submitted as run/);
    for (const id of active()) emulator.finish(id, "COMPLETED");
    const ended = await up.wait();
    expect(ended.all).toContain(`took over run ${orphan}`);
    expect(emulator.runs().map(({ id }) => id)).toEqual([orphan]);
  }

  itThorough("a copy of the state finds the run that a killed up left", async () => {
    const orphan = await killedUp(await open(jobs(["tiles"])));
    await fs.cp(path.join(folder, "backend"), path.join(folder, "copy"), { recursive: true });
    await expectAdopted(await open(jobs(["tiles"]), { backendDir: path.join(folder, "copy") }), orphan);
  });

  // rule: moved-orphan
  itSampled<[string, string, string]>(
    "taken over",
    [
      [
        "the resource is renamed with an alias",
        jobs(["tiles"]),
        jobs(["after", "", '{ aliases: [{ name: "tiles" }] }']),
      ],
      [
        "its parent is renamed with an alias",
        `${jobs()} const g = new pulumi.ComponentResource("t:i:G", "g"); ${jobs(["tiles", "", "{ parent: g }"]).split("\n")[1] ?? ""}`,
        `${jobs()} const g = new pulumi.ComponentResource("t:i:G", "h", {}, { aliases: [{ name: "g" }] }); ${jobs(["tiles", "", "{ parent: g }"]).split("\n")[1] ?? ""}`,
      ],
      ["an explicit name is given", jobs(["tiles"]), jobs(["tiles", 'name: "nightly-tiles"'])],
      [
        "an argument becomes secret",
        jobs(["tiles", 'triggers: { a: "bcde" }']),
        jobs(["tiles", 'triggers: { a: pulumi.secret("bcde") }']),
      ],
    ],
    { keep: 1 / 4 },
  )("a killed up's run is taken over when %s", async (_, before, after) => {
    const stack = await open(before);
    const orphan = await killedUp(stack);
    write(stack, after);
    await expectAdopted(stack, orphan);
  });

  itThorough(
    "a killed up's run with a secret argument is taken over with another key of the same user",
    async () => {
      const stack = await open(jobs(["tiles", 'triggers: { a: pulumi.secret("bcde") }']));
      await expectAdopted(stack, await killedUp(stack), { WHEROBOTS_API_KEY: SAME_USER.apiKey });
    },
  );

  // rule: moved-orphan
  itThorough("a killed up's run is taken over when the stack is renamed", async () => {
    const stack = await open(jobs(["tiles"]));
    const orphan = await killedUp(stack);
    expectExit(await stack.run(["stack", "rename", "renamed"]), "zero");
    await expectAdopted(stack, orphan);
  });

  // rule: moved-orphan
  itSampled(
    "named",
    [
      ["the explicit name is changed", 'name: "nightly-tiles"', "tiles", 'name: "weekly-tiles"'],
      ["the explicit name is taken out", 'name: "nightly-tiles"', "tiles", ""],
      ["the resource is renamed without an alias", "", "after", ""],
    ] as const,
    { keep: 1 / 3 },
  )("a killed up's run is named before another is started when %s", async (_, before, name, after) => {
    const stack = await open(jobs(["tiles", before]));
    const orphan = await killedUp(stack);
    write(stack, jobs([name, `${after === "" ? "" : `${after},`} wait: { until: "running" }`]));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).toContain(`run ${orphan} (`);
    expect(up.all).toContain(`set takeOverRunId to "${orphan}" to take it over`);
    expect(active()).toHaveLength(2);
  });

  itThorough("a run is that of the renamed resource, and not of a new one with its old name", async () => {
    const running = 'wait: { until: "running" }';
    const stack = await open(jobs(["tiles", running]));
    expectExit(await stack.up(), "zero");
    const [first] = active();
    write(stack, jobs(["renamed", running, '{ aliases: [{ name: "tiles" }] }']));
    expectExit(await stack.up(), "zero");
    write(stack, jobs(["renamed", running], ["tiles", running]));
    expectExit(await stack.up(), "zero");
    expect(await outputsOf(stack, "renamed")).toMatchObject({ id: first });
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(first);
    expect(active()).toHaveLength(2);
    write(stack, jobs(["renamed", running]));
    expectExit(await stack.up(), "zero");
    expect(active()).toEqual([first]);
  });

  itThorough("a run is that of the renamed stack, and not of a new one with its old name", async () => {
    const running = 'wait: { until: "running" }';
    const stack = await open(jobs(["tiles", running]));
    expectExit(await stack.up(), "zero");
    const [first] = active();
    expectExit(await stack.run(["stack", "rename", "renamed"]), "zero");
    const other = await open(jobs(["tiles", running]));
    const up = await other.up();
    expectExit(up, "zero");
    expect(up.all).not.toContain("warning");
    expect((await outputsOf(other, "tiles"))["id"]).not.toBe(first);
    expectExit(await other.destroy(), "zero");
    expect(active()).toEqual([first]);
  });

  itThorough(
    "of two resources with one explicit name and the same arguments each has its own run, in two ups",
    async () => {
      const named = 'name: "nightly-tiles", wait: { until: "running" }';
      const stack = await open(jobs(["one", named]));
      expectExit(await stack.up(), "zero");
      write(stack, jobs(["one", named], ["two", named]));
      expectExit(await stack.up(), "zero");
      const [one, two] = [await outputsOf(stack, "one"), await outputsOf(stack, "two")];
      expect(one["id"]).not.toBe(two["id"]);
      expect(active().sort()).toEqual([one["id"], two["id"]].sort());
    },
  );

  itThorough(
    "a run that a resource stood for and was retained is no orphan of a new one with that name",
    async () => {
      const running = 'wait: { until: "running" }';
      const stack = await open(jobs(["tiles", running, "{ retainOnDelete: true }"]));
      expectExit(await stack.up(), "zero");
      const [first = ""] = active();
      write(stack, jobs());
      expectExit(await stack.up(), "zero");
      write(stack, jobs(["tiles", running]));
      const up = await stack.up();
      expectExit(up, "zero");
      expect(up.all).toContain(`run ${first}`);
      expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(first);
      expect(active()).toHaveLength(2);
    },
  );

  // rule: saved-plan
  it("an update plan that a preview saved is one that up can carry out", async () => {
    const stack = await open(jobs(["tiles", 'wait: { until: "running" }']));
    const plan = path.join(folder, "plan.json");
    const experimental = { env: { PULUMI_EXPERIMENTAL: "true" } };
    const apply = async (): Promise<void> => {
      expectExit(await stack.run(["preview", "--save-plan", plan], experimental), "zero");
      expectExit(await stack.run([...UP, "--plan", plan], experimental), "zero");
    };
    expectExit(await stack.up(), "zero");
    write(
      stack,
      jobs(
        ["tiles", 'wait: { until: "running" }, triggers: { n: 1 }'],
        ["more", 'wait: { until: "running" }'],
      ),
    );
    await apply();
    expect(emulator.runs()).toHaveLength(3);
    expect(active()).toHaveLength(2);
  });
});
