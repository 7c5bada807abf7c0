import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resourcesOf } from "../support/engine/engine";
import { expectExit, fixtureForAll, OK, operations } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

/** A component of a user in TypeScript, as a package for programs in all languages. */
const COMPONENT = `
import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

export interface TilesArgs {
  /** Which day's tiles. */
  day: pulumi.Input<string>;
}

/** The tiles of a day. */
export class Tiles extends pulumi.ComponentResource {
  public readonly runId: pulumi.Output<string>;

  constructor(name: string, args: TilesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tiling:index:Tiles", name, args, opts);
    const job = new wherobots.JobRun(\`\${name}-job\`, {
      runPython: { uri: "${OK}", args: [pulumi.interpolate\`--day=\${args.day}\`] },
    }, { parent: this });
    this.runId = job.runId;
    this.registerOutputs({ runId: this.runId });
  }
}
`;

const HOST = `
import { componentProviderHost } from "@pulumi/pulumi/provider/experimental";
import { Tiles } from "./tiles";

void componentProviderHost({ name: "tiling", components: [Tiles], dirname: __dirname });
`;

/** Does what a newer language host of Node.js than that of the tests does for a PulumiPlugin.yaml with its runtime. */
const LAUNCHER = `#!/bin/sh
cd "$(dirname "$0")"
exec node node_modules/@pulumi/pulumi/cmd/run-plugin/index.js "$PWD" "$@"
`;

const MANIFEST = { name: "tiling", version: "1.0.0", main: "index.ts", dependencies: {} };
const COMPILER = {
  compilerOptions: {
    strict: true,
    target: "es2020",
    module: "commonjs",
    moduleResolution: "node",
    skipLibCheck: true,
  },
  files: ["index.ts", "tiles.ts"],
};

function yaml(day: string): string {
  return `
packages: { tiling: ./tiling }
resources:
  tiles: { type: "tiling:Tiles", properties: { day: "${day}" } }
outputs: { runId: "\${tiles.runId}" }
`;
}

/** ts-node checks the types of all that the component uses, each time that it is loaded. */
const LIMIT = { timeoutMs: 150_000 };

describeThorough("a user's component package around a JobRun, in a Pulumi.yaml", () => {
  const fixture = fixtureForAll({ yaml: yaml("1") });
  beforeAll(() => {
    const folder = path.join(fixture.stack.dir, "tiling");
    mkdirSync(folder);
    symlinkSync(path.join(fixture.stack.dir, "node_modules"), path.join(folder, "node_modules"), "junction");
    const files = {
      "package.json": JSON.stringify(MANIFEST),
      "tsconfig.json": JSON.stringify(COMPILER),
      "index.ts": HOST,
      "tiles.ts": COMPONENT,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    writeFileSync(path.join(folder, "pulumi-resource-tiling"), LAUNCHER, { mode: 0o755 });
  });

  it("runs it once, and again where an argument changed", async () => {
    const { stack, emulator } = fixture;
    const up = expectExit(await stack.up({ ...LIMIT, withPreview: true }), "zero");
    expect(up.all).not.toMatch(/warning|\n\s+at /i);
    expect(fixture.started()).toEqual([expect.stringMatching(/^tiles-job-[a-z0-9]{6}$/)]);
    const [run] = emulator.runs();
    expect(run?.payload.runPython?.args).toEqual(["--day=1"]);
    expect(await stack.outputs()).toEqual({ runId: run?.id });
    const [job] = resourcesOf(await stack.exportState(), "wherobots:index:JobRun");
    expect(job?.urn).toBe("urn:pulumi:dev::test::tiling:index:Tiles$wherobots:index:JobRun::tiles-job");
    const again = expectExit(await stack.up(LIMIT), "zero");
    expect(operations(again)["tiles-job"]).toEqual(["same"]);
    expect(fixture.started()).toEqual([]);
    stack.writeProgram(yaml("2"));
    expectExit(await stack.up(LIMIT), "zero");
    expect(fixture.started()).toEqual([expect.stringMatching(/^tiles-job-[a-z0-9]{6}$/)]);
  }, 500_000);

  it("is refreshed and destroyed", async () => {
    expectExit(await fixture.stack.refresh(), "zero");
    expectExit(await fixture.stack.destroy(), "zero");
    expect(fixture.started()).toEqual([]);
    expect(resourcesOf(await fixture.stack.exportState(), "wherobots")).toEqual([]);
  });
});
