import { createStack, type EngineStack } from "../support/engine/engine";
import { expectExit, outputsOf } from "../support/engine/fixture";

/*
 * The lifecycle against a real account. Costs money: two runs of the smallest runtime that end at once, each limited
 * to ten minutes. Runs only with WHEROBOTS_LIVE_API_KEY and WHEROBOTS_LIVE_SCRIPT (an s3:// address of a script that
 * ends at once) set; `npm test` says that it was skipped otherwise.
 */

const { WHEROBOTS_LIVE_API_KEY: apiKey, WHEROBOTS_LIVE_SCRIPT: script } = process.env;
const API_URL = process.env["WHEROBOTS_LIVE_API_URL"] ?? "https://api.cloud.wherobots.com";
const MINUTES = 60_000;

function program(commit: string): string {
  const args = {
    runPython: { uri: script },
    runtime: "tiny",
    timeoutSeconds: 600,
    wait: { maxSeconds: 1200 },
    triggers: { commit },
  };
  return `exports.id = new (require("pulumi-wherobots").JobRun)("live", ${JSON.stringify(args)}).runId;`;
}

describe("a real account", () => {
  let stack: EngineStack;
  beforeAll(async () => {
    if (!apiKey || !script) throw new Error("set WHEROBOTS_LIVE_API_KEY and WHEROBOTS_LIVE_SCRIPT");
    stack = await createStack({ program: program("1"), emulator: { url: API_URL, apiKey } });
  });
  // Cancels whatever is still active, also after a failure.
  afterAll(async () => {
    expectExit(await stack.destroy({ timeoutMs: 10 * MINUTES }), "zero");
    await stack.dispose();
  }, 12 * MINUTES);

  it(
    "runs a script once, records it, and runs it again only for a changed trigger",
    async () => {
      expectExit(await stack.up({ timeoutMs: 25 * MINUTES }), "zero");
      const first = await outputsOf(stack, "live");
      expect(first).toMatchObject({ status: "COMPLETED", kubeApp: { appType: "RUN" } });
      expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
      expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
      stack.writeProgram(program("2"));
      expectExit(await stack.up({ timeoutMs: 25 * MINUTES }), "zero");
      expect((await outputsOf(stack, "live"))["id"]).not.toBe(first["id"]);
    },
    60 * MINUTES,
  );
});
