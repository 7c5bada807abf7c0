import path from "node:path";
import { expectExit, fixtureForAll } from "../../support/engine/fixture";
import { submitByHand } from "../../support/lifecycle/mini-engine";
import { REPOSITORY } from "../../support/repository";
import { itThorough } from "../../support/thorough";

const PLUGIN = path.join(REPOSITORY, "plugin", "pulumi-resource-wherobots");
const fixture = fixtureForAll({ yaml: "resources: {}" });

// rule: list-runs
itThorough(
  "`pulumi do … list` lists the runs of the account page by page, with filters, and its storage integrations",
  async () => {
    const { stack, emulator } = fixture;
    const names = Array.from({ length: 250 }, (_, index) => `nightly-${index}`);
    for (const name of [...names, "by-day-1"])
      await submitByHand(emulator, { name, runtime: "tiny", runPython: { uri: "s3://bucket.test/job.py" } });
    const listOf = async (type: string, ...args: string[]): Promise<{ id: string; name: string }[]> => {
      const listed = await stack.run(["do", "--package", PLUGIN, type, "list", ...args]);
      expectExit(listed, "zero");
      return JSON.parse(listed.stdout) as { id: string; name: string }[];
    };
    const list = (...args: string[]) => listOf("wherobots:JobRun", ...args);
    const nightly = await list("--name", "nightly-*", "--all");
    expect(nightly.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(new Set(nightly.map(({ id }) => id)).size).toBe(250);
    expect(await list("--name", "nightly-*", "--count", "120")).toHaveLength(120);
    expect(await list("--region", "aws-eu-west-1")).toEqual([]);
    expect(await listOf("wherobots:StorageIntegration")).toEqual([expect.objectContaining({ name: "team" })]);
  },
);
