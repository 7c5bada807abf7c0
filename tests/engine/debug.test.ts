import { DEFAULT_ACCOUNT } from "../../emulator";
import {
  describeHostsThorough,
  expectExit,
  fixtureForAll,
  inHost,
  OK,
  programOf,
} from "../support/engine/fixture";

const SECRET = "canary-debug-3fd1";

/** A run whose name and argument are secret. */
function program(script: string): string {
  return `
    const pulumi = require("@pulumi/pulumi");
    const wherobots = require("pulumi-wherobots");
    new wherobots.JobRun("tiles", {
      name: pulumi.secret("${SECRET}"),
      runPython: { uri: "${script}", args: [pulumi.secret("${SECRET}-argument")] },
    });
  `;
}

/** `GET /runs/abc: 200 (request id 5f3c) in 3 ms`, as method, path and status. */
const EXCHANGE = /(GET|POST) (\/\S*): (\d{3}) \(request id \S+\) in \d+ ms/;

describeHostsThorough("the debug output of the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, program(OK)));

  it.each([
    ["--debug", ["--debug"]],
    ["--logtostderr -v=3", ["--logtostderr", "-v=3"]],
  ] as const)("with %s has a line for each request, and no secret in it", async (_, args) => {
    const { stack, emulator } = fixture;
    const before = emulator.requests.length;
    stack.writeProgram(inHost(host, program(`s3://bucket.test/${args.length}.py`)));
    const up = expectExit(await stack.up({ args }), "zero");
    const lines = up.all.split("\n").filter((line) => EXCHANGE.test(line));
    const told = lines.map((line) => EXCHANGE.exec(line)?.slice(1) ?? []);
    for (const { method, path, status } of emulator.requests.slice(before))
      expect(told).toContainEqual([method, expect.stringMatching(`^${path}(\\?|$)`), String(status)]);
    expect(told).toContainEqual(["POST", "/runs", "201"]);
    expect(told).toContainEqual(["GET", expect.stringContaining("name=[secret]"), "200"]);
    expect(lines.join("\n")).not.toContain(SECRET);
    expect(lines.join("\n")).not.toContain(DEFAULT_ACCOUNT.apiKey);
  });
});
