import type { StackState } from "../../../../provider/resource";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import { memberPath, runNames } from "../../../../provider/resources/job-run/names";
import type { Identity } from "../../../../wire/identity";
import { IDENTITY, offlineContext, STACK_STATE } from "../../../support/context/lifecycle-context";

/*
 * Names of runs are a wire format: a deployment that was killed is recognised by them, also by the next release. Whoever
 * reorders the rows of the field table, or respells one, changes them, and orphans are not found again.
 */
const EVERYTHING: JobRunInputs = {
  region: "aws-us-west-2",
  runtime: "small",
  version: "2.1.0",
  runPython: { uri: "s3://bucket.test/job.py", args: ["--zoom", "12"] },
  environment: {
    sparkDriverDiskGB: 10,
    sparkExecutorDiskGB: 20,
    sparkConfigs: { "spark.a": "1" },
    dependencies: [{ libraryName: "x", libraryVersion: "1" }, { filePath: "s3://bucket.test/y.whl" }],
  },
  triggers: { commit: "a", nested: { b: [1, null] } },
};
const SECRET: JobRunInputs = { ...EVERYTHING, __secretPaths: [["runPython", "args", 1]] };
const JAR: JobRunInputs = {
  runJar: { uri: "s3://bucket.test/job.jar", args: ["1"], mainClass: "test.Main" },
};

interface Case {
  inputs: JobRunInputs;
  identity?: Partial<Identity>;
  state?: Partial<StackState>;
  pepper?: string | undefined;
}

const nameOf = ({ inputs, identity, state, ...rest }: Case): string => {
  const stackState = { ...STACK_STATE, ...state };
  const context = { ...offlineContext({ ...IDENTITY, ...identity }), stackState, random: () => 0 };
  return runNames(inputs, context, "pepper" in rest ? rest.pepper : "org-1").next();
};

it.each<[string, Case, string]>([
  ["a small one", { inputs: {} }, "tiles-hlzr6h0m-aaaaa0-aybij0"],
  ["every input", { inputs: EVERYTHING }, "tiles-qcxb2xmv-aaaaa0-aybij0"],
  ["a JAR", { inputs: JAR }, "tiles-znpn94zo-aaaaa0-aybij0"],
  ["a secret argument", { inputs: SECRET }, "tiles-d46ycaqp-aaaaa0-aybij0"],
  [
    "a secret argument that is left out",
    { inputs: SECRET, pepper: undefined },
    "tiles-tgojcg0o-aaaaa0-aybij0",
  ],
  [
    "a member of a batch",
    { inputs: EVERYTHING, identity: { path: memberPath(IDENTITY, "t 1/ü") } },
    "tiles-t-201-2F-C3-BC-un8yec-qcxb2xmv-aaaaa0-aybij0",
  ],
  [
    "a parent",
    { inputs: EVERYTHING, identity: { path: "acme:Maps$JobRun::tiles" } },
    "tiles-49j8qg-qcxb2xmv-aaaaa0-aybij0",
  ],
  [
    "a bucket's state",
    { inputs: EVERYTHING, state: { place: "s3://state.test" } },
    "tiles-qcxb2xmv-aaaaa0-4oljop",
  ],
  [
    "a state with an id",
    { inputs: EVERYTHING, state: { id: "2026-01-02T03:04:05.678901234Z" } },
    "tiles-qcxb2xmv-aaaaa0-c2z33j",
  ],
])("the name of %s is what it was", (_what, given, name) => {
  expect(nameOf(given)).toBe(name);
});
