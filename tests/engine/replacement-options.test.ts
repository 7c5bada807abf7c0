import {
  describeHosts,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  type Host,
  inHost,
  OK,
  openFixture,
  outputsOf,
  programOf,
  started,
} from "../support/engine/fixture";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

/** One JobRun or batch named `tiles`, with options of the engine. */
function program(args: string, options = "{}", noun = "JobRun"): string {
  return `const wherobots = require("pulumi-wherobots"); new wherobots.${noun}("tiles", ${args}, ${options});`;
}

const running = (more: string): string =>
  `{ runPython: { uri: "${ENDLESS}" }, wait: { until: "running" }, ${more} }`;

let fixture: Fixture;
afterEach(() => fixture.dispose());

async function upWith(source: string, host: Host, exit: "zero" | "non-zero" = "zero") {
  fixture.stack.writeProgram(inHost(host, source));
  const up = await fixture.stack.up();
  expectExit(up, exit);
  return up;
}

const statuses = (): string[] => fixture.emulator.runs().map(({ status }) => status);
const cancels = (requests: readonly string[]): string[] =>
  requests.filter((request) => request.endsWith("/cancel"));

describeHosts("in the %s host", (host) => {
  beforeEach(async () => {
    fixture = await openFixture(programOf(host, ""));
  });

  // rule: on-replace-leave
  itThorough("retainOnDelete leaves the active run alone when it is replaced, and says so", async () => {
    const retained = "{ retainOnDelete: true }";
    await upWith(program(running("triggers: { a: 1 }"), retained), host);
    const up = await upWith(program(running("triggers: { a: 2 }"), retained), host);
    expect(up.all).toContain('left alone (onReplace "leave")');
    expect(cancels(fixture.requests())).toEqual([]);
    expect(statuses()).toEqual(["RUNNING", "RUNNING"]);
    // What the program says wins.
    await upWith(program(running('triggers: { a: 3 }, onReplace: "cancel"'), retained), host);
    expect(statuses().sort()).toEqual(["CANCELLED", "RUNNING", "RUNNING"]);
  });

  // rule: on-replace-leave
  it("onReplace leave without it holds for a replacement, forced or not, and not for a destroy", async () => {
    await upWith(program(running('onReplace: "leave", triggers: { a: 1 }')), host);
    await upWith(program(running('onReplace: "leave", triggers: { a: 2 }')), host);
    expectExit(await fixture.stack.up({ args: ["--replace", "**::tiles"] }), "zero");
    expect(statuses()).toEqual(["RUNNING", "RUNNING", "RUNNING"]);
    expect(cancels(fixture.requests())).toEqual([]);
    expectExit(await fixture.stack.destroy(), "zero");
    expect(statuses().sort()).toEqual(["CANCELLED", "RUNNING", "RUNNING"]);
  });

  itThorough("retainOnDelete of a batch leaves the active run of a changed key alone", async () => {
    const batch = (trigger: number): string =>
      program(
        `{ wait: { until: "running" }, runs: { a: { runPython: { uri: "${ENDLESS}" }, triggers: { n: ${trigger} } } } }`,
        "{ retainOnDelete: true }",
        "JobRunBatch",
      );
    await upWith(batch(1), host);
    await upWith(batch(2), host);
    expect(cancels(fixture.requests())).toEqual([]);
    expect(statuses()).toEqual(["RUNNING", "RUNNING"]);
  });

  // rule: ignore-changes
  it("ignoreChanges holds for a run that is repeated too: what runs is what the preview shows", async () => {
    const tiles = (uri: string, arg: string): string =>
      program(`{ runPython: { uri: "${uri}", args: ["${arg}"] } }`, '{ ignoreChanges: ["runPython.args"] }');
    await upWith(tiles(FAILS, "first"), host, "non-zero");
    await upWith(tiles(FAILS, "second"), host, "non-zero");
    await upWith(tiles(OK, "third"), host);
    const args = fixture.emulator.runs().map(({ payload }) => payload.runPython?.args);
    expect(args).toEqual([["first"], ["first"], ["first"]]);
    // A forced one knows no earlier inputs: Pulumi hands over the program's.
    expectExit(await fixture.stack.up({ args: ["--replace", "**::tiles"] }), "zero");
    expect(fixture.emulator.runs().at(-1)?.payload.runPython?.args).toEqual(["third"]);
  });

  // rule: kept-completed
  itSampled(
    "replacements that fail",
    [
      ["autonaming verbatim", "{}", ["config", "set", "--path", "pulumi:autonaming.mode", "verbatim"]],
      ["deleteBeforeReplace", "{ deleteBeforeReplace: true }", undefined],
    ] as const,
    { keep: 1 / 2 },
  )(
    "%s: a completed run is not repeated because its successor could not be created",
    async (_option, options, setting) => {
      if (setting) expectExit(await fixture.stack.run(setting), "zero");
      const first = program(`{ runPython: { uri: "${OK}" } }`, options);
      await upWith(first, host);
      const { id } = await outputsOf(fixture.stack, "tiles");
      fixture.emulator.fault({ method: "POST", path: "/runs", kind: "status", status: 422 });
      await upWith(program(`{ runPython: { uri: "${OK}" }, triggers: { a: 1 } }`, options), host, "non-zero");
      fixture.requests();
      await upWith(first, host);
      expect(started(fixture.requests())).toEqual([]);
      expect(await outputsOf(fixture.stack, "tiles")).toMatchObject({ id, status: "COMPLETED" });
      expectExit(await fixture.stack.preview({ args: ["--expect-no-changes"] }), "zero");
    },
  );

  itThorough(
    "a batch that Pulumi deleted before a replacement that failed keeps what completed",
    async () => {
      const batch = program(
        `{ runs: { a: { runPython: { uri: "${OK}" } } } }`,
        "{ deleteBeforeReplace: true }",
        "JobRunBatch",
      );
      await upWith(batch, host);
      fixture.emulator.fault({ method: "POST", path: "/runs", kind: "status", status: 422 });
      expectExit(await fixture.stack.up({ args: ["--replace", "**::tiles"] }), "non-zero");
      fixture.requests();
      await upWith(batch, host);
      expect(started(fixture.requests())).toEqual([]);
      expect(await outputsOf(fixture.stack, "tiles")).toMatchObject({ totals: { completed: 1 } });
    },
  );
});

itThorough(
  "the plugin takes part in autonaming: an enforced pattern is no warning, and names stay those that runs are known by",
  async () => {
    fixture = await openFixture(programOf("plugin", program(`{ runPython: { uri: "${OK}" } }`)));
    const { stack, emulator } = fixture;
    for (const [key, value] of [
      ["pattern", "acme-${name}"],
      ["enforce", "true"],
    ] as const)
      expectExit(await stack.run(["config", "set", "--path", `pulumi:autonaming.${key}`, value]), "zero");
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).not.toContain("autonaming");
    expect(emulator.runs()[0]?.name).toMatch(/^tiles-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$/);
  },
);
