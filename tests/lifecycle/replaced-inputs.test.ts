import { lifecycleOf } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { MiniEngine, SCRIPT } from "../support/lifecycle/mini-engine";

const SIGNATURE = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17" };
const asset = (hash: string, path: string): Properties => ({ ...SIGNATURE, hash, path });
/** What diff is told of an asset. */
const stripped = (hash: string): Properties => ({ ...SIGNATURE, hash });

/** The inputs that the second check of a replacement answers with. */
async function replaced(calls: {
  old: Properties;
  checked: Properties;
  asked: Properties;
  program: Properties;
}) {
  const engine = await MiniEngine.start("JobRun");
  const rules = lifecycleOf("JobRun");
  rules.check({ ...SCRIPT, ...calls.old }, { ...SCRIPT, ...calls.checked }, engine.context);
  const state = { ...SCRIPT, ...calls.old, runId: "r1", status: "COMPLETED" };
  rules.diff("r1", state, { ...SCRIPT, ...calls.asked }, engine.context);
  const { inputs } = rules.check(undefined, { ...SCRIPT, ...calls.program }, engine.context);
  await engine.stop();
  return inputs;
}

describe("what a replacement is created with", () => {
  it("is the program's assets with their files, of which diff was told the hash alone", async () => {
    const [script, kept] = [asset("h2", "a.py"), asset("k", "k.py")];
    const program = { triggers: { script, deep: [{ kept }] } };
    const inputs = await replaced({
      old: { triggers: { script: asset("h1", "a.py"), deep: [{ kept }] } },
      checked: program,
      asked: { triggers: { script: stripped("h2"), deep: [{ kept: stripped("k") }] } },
      program,
    });
    expect(inputs).toMatchObject(program);
  });

  it("is what ignoreChanges kept and a policy corrected, as diff was asked about it", async () => {
    const ignored = asset("h1", "old.py");
    const inputs = await replaced({
      old: { triggers: { ignored }, region: "aws-us-west-2" },
      checked: { triggers: { ignored }, region: "aws-us-east-1" },
      asked: { triggers: { ignored: stripped("h1") }, region: "aws-eu-west-1" },
      program: { triggers: { ignored: asset("h2", "new.py") }, region: "aws-us-east-1" },
    });
    expect(inputs).toMatchObject({ triggers: { ignored }, region: "aws-eu-west-1" });
  });
});
