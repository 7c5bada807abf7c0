import { engines, version } from "../../package.json";
import { UnfitHost } from "../../provider/hosts/dynamic/unfit-host";
import { nodeProblem } from "../../provider/node-version";
import { VERSION } from "../../provider/version";

const NEEDED = engines.node.replace(">=", "");
const PLACE = "/usr/bin/node";

it.each([`${NEEDED}.0`, "22.0.0", "24.0.0-nightly"])("Node %s will do", (node) => {
  expect(nodeProblem(node, PLACE)).toBeUndefined();
});

it.each(["0.12.18", "8.17.0", "18.20.8", "20.18.3", "20.9.0"])("Node %s is too old", (node) => {
  expect(nodeProblem(node, PLACE)).toBe(
    `pulumi-wherobots needs Node.js ${NEEDED} or newer, and found ${node} at ${PLACE}: put a newer one first on the PATH of the command pulumi`,
  );
});

it("a host that cannot be loaded refuses everything with what is wrong, and without a stack", async () => {
  const host = new UnfitHost("what is wrong");
  const failures = [{ property: "", reason: "what is wrong" }];
  expect(await host.check(undefined, { a: 1 })).toEqual({ inputs: { a: 1 }, failures });
  for (const name of ["diff", "create", "update", "read", "delete"] as const)
    await expect(host[name]()).rejects.toMatchObject({ message: "what is wrong", stack: "" });
});

it("the version is the package's", () => {
  expect(VERSION).toBe(version);
});
