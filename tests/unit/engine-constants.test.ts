import * as pulumi from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { diffJobRun } from "../../provider/resources/job-run/diff";
import type { JobRunInputs } from "../../provider/resources/job-run/inputs";
import { VERSION } from "../../provider/version";
import { offlineContext } from "../support/context/lifecycle-context";
import { someState } from "../support/context/some-state";

function verdict(before: unknown, after: unknown): string {
  const inputs = (asset: unknown): JobRunInputs => ({
    runPython: { uri: "s3://bucket/job.py" },
    triggers: { asset },
  });
  return diffJobRun("run-1", { ...someState(), ...inputs(before) }, inputs(after), offlineContext()).changes;
}

it.each([
  ["an asset", new pulumi.asset.StringAsset("text"), new pulumi.asset.StringAsset("other")],
  [
    "an archive",
    new pulumi.asset.AssetArchive({ a: new pulumi.asset.StringAsset("text") }),
    new pulumi.asset.AssetArchive({ a: new pulumi.asset.StringAsset("other") }),
  ],
])(
  "%s as the runtime sends it is told from a plain map, and compared by its hash",
  async (_what, one, other) => {
    const sent = (await rpc.serializeProperty("triggers", one, new Set())) as object;
    const otherSent = (await rpc.serializeProperty("triggers", other, new Set())) as object;
    // The engine adds the hash; where the file lies differs from machine to machine.
    expect(verdict({ ...sent, hash: "h1", path: "a" }, { ...sent, hash: "h1", path: "b" })).toBe("none");
    expect(verdict({ ...sent, hash: "h1" }, { ...otherSent, hash: "h2" })).toBe("replace");
  },
);

it("the version is the package's", () => {
  const { version } = jest.requireActual<{ version: string }>("../../package.json");
  expect(VERSION).toBe(version);
});
