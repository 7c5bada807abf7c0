import * as pulumi from "@pulumi/pulumi";
import { withUnseenSecrets } from "../../../provider/hosts/dynamic/dynamic-host";
import { seenValues } from "../../../sdk/registration";
import { UNKNOWN } from "../../../wire/pulumi-values";
import { seenDigest } from "../../../wire/seen-digest";

const args = { runPython: { uri: "s3://x", args: ["--zoom", "12"] }, timeoutSeconds: 60 };

function seen(value: object, keepsOld = false): object {
  return { __seen: { digests: seenValues(value), keepsOld } };
}

describe("withUnseenSecrets", () => {
  it("leaves inputs that the sdk saw as they are, and keeps nothing of what it told", () => {
    expect(withUnseenSecrets({ ...args, ...seen(args) }, undefined)).toEqual(args);
    expect(withUnseenSecrets(args, undefined)).toEqual(args);
  });

  it("counts as secret each text and number that the sdk did not see, beside what it listed", () => {
    const changed = { ...args, runPython: { uri: "s3://x", args: ["new", "--zoom", 13] } };
    const news = { ...changed, __secretPaths: [["timeoutSeconds"]], ...seen(args) };
    expect(withUnseenSecrets(news, undefined)).toEqual({
      ...changed,
      __secretPaths: [["timeoutSeconds"], ["runPython", "args", 0], ["runPython", "args", 2]],
    });
  });

  it("says nothing of what is internal, unknown, an asset, or below what is secret already", () => {
    const asset = { [`4dabf18193072939515e22adb298388d`]: "c44067f5952c0a294b673a41bacd8c17", hash: "h" };
    const rest = { __identity: "a::b", triggers: { asset, late: UNKNOWN }, environment: { token: "t" } };
    const news = { ...args, ...rest, __secretPaths: [["environment"]] };
    expect(withUnseenSecrets({ ...news, ...seen(args) }, undefined)).toEqual(news);
  });

  it("takes what state holds in clear for seen only with ignoreChanges", () => {
    const olds = { ...args, version: "old", region: "hidden", __secretPaths: [["region"]] };
    const news = { ...args, version: "old", region: "hidden" };
    expect(withUnseenSecrets({ ...news, ...seen(args, true) }, olds)).toEqual({
      ...news,
      __secretPaths: [["region"]],
    });
    expect(withUnseenSecrets({ ...news, ...seen(args) }, olds)).toMatchObject({
      __secretPaths: [["version"], ["region"]],
    });
  });
});

it("seenValues sees what stands behind promises and outputs", async () => {
  const tree = seenValues({
    a: Promise.resolve("x"),
    b: [pulumi.output("y")],
    c: true,
    d: null,
  }) as unknown[];
  const [a, [b]] = [await tree[0], tree[1] as pulumi.Output<string>[]];
  const behind = await new Promise((resolve) => void b?.apply(resolve));
  expect([a, behind]).toEqual(["x", "y"].map(seenDigest));
});
