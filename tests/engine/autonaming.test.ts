import { expectExit, type Fixture, fixtureForAll, OK, operations } from "../support/engine/fixture";
import { writeJobs } from "../support/engine/job-files";
import { describeThorough } from "../support/thorough";

type Settings = Readonly<Record<string, string>>;

/** What a stack can say of automatic names, for all packages or for ours. */
const SETTINGS: Readonly<Record<string, Settings>> = {
  verbatim: { mode: "verbatim" },
  "an enforced pattern": { pattern: "acme-${name}", enforce: "true" },
  disabled: { mode: "disabled" },
  "a pattern of this package": { "providers.wherobots.pattern": "acme-${name}-${hex(4)}" },
  "disabled for this package": { "providers.wherobots.mode": "disabled" },
};

function yaml(trigger: string): string {
  const runPython = `runPython: { uri: "${OK}" }`;
  return `
resources:
  tiles: { type: "wherobots:JobRun", properties: { ${runPython}, triggers: { n: "${trigger}" } } }
  tiled: { type: "wherobots:RunCompletion", properties: { runId: "\${tiles.runId}" } }
  regions: { type: "wherobots:JobRunBatch", properties: { runs: { north: { ${runPython} } } } }
  nightly: { type: "wherobots:JobSet", properties: { path: jobs } }
`;
}

async function setAutonaming({ stack }: Fixture, settings: Settings = {}): Promise<void> {
  await stack.run(["config", "rm", "pulumi:autonaming"]);
  for (const [key, value] of Object.entries(settings))
    expectExit(await stack.run(["config", "set", "--path", `pulumi:autonaming.${key}`, value]), "zero");
}

describeThorough("pulumi:autonaming of a stack, with the plugin", () => {
  const fixture = fixtureForAll({ yaml: yaml("none") });
  beforeAll(async () => {
    writeJobs(fixture, { "a.yaml": { ingest: { runPython: { uri: OK } } } });
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });

  // rule: autonaming
  it.each(Object.keys(SETTINGS))("repeats no run, warns of nothing and names no run: %s", async (title) => {
    const { stack, emulator } = fixture;
    await setAutonaming(fixture, SETTINGS[title]);
    const preview = expectExit(await stack.preview(), "zero");
    expect([...new Set(Object.values(operations(preview)).flat())]).toEqual(["same"]);
    expect(preview.all).not.toMatch(/autonam|warning/i);
    stack.writeProgram(yaml(title));
    const up = expectExit(await stack.up(), "zero");
    expect(up.all).not.toMatch(/autonam|warning/i);
    expect(fixture.started()).toEqual(["tiles"]);
    expect(emulator.runs().at(-1)?.name).toMatch(/^tiles-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$/);
  });
});

// The engine itself warns then, for resources of the dynamic provider: docs/troubleshooting.md.
describeThorough("pulumi:autonaming of a stack, with the dynamic provider", () => {
  const job = `new (require("pulumi-wherobots").JobRun)("tiles", { runPython: { uri: "${OK}" } });`;
  const fixture = fixtureForAll(job);

  // rule: autonaming
  it.each(Object.keys(SETTINGS))("repeats no run: %s", async (title) => {
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
    await setAutonaming(fixture, SETTINGS[title]);
    expectExit(await fixture.stack.up(), "zero");
    expect(fixture.started()).toEqual([]);
    await setAutonaming(fixture, {});
  });
});
