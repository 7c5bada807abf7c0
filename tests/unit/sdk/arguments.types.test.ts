import type * as pulumi from "@pulumi/pulumi";
import { JOB_RUN } from "../../../provider/resources/job-run/fields";
import type { JobRunInputs } from "../../../provider/resources/job-run/inputs";
import type { RunCompletionInputs } from "../../../provider/resources/run-completion";
import type { JobRunArgs, RunCompletionArgs } from "../../../sdk";
import type { Plain, Same } from "../api/type-comparison";

/** What the user writes, once the engine has resolved it. */
type Resolved<Args> = Plain<pulumi.Unwrap<Args>>;
/** What the provider is given, without what the sdk and check set. */
type Given<Inputs> = Plain<{ [K in keyof Inputs as K extends `__${string}` ? never : K]: Inputs[K] }>;

/** The compiler holds each of these true (npm run test:types). */
const SAME: {
  // Pulumi's own type of an unwrapped `unknown` is `never`, so the triggers are compared by themselves.
  jobRun: Same<Resolved<Omit<JobRunArgs, "triggers">>, Omit<Given<JobRunInputs>, "triggers">>;
  triggers: Same<
    pulumi.Input<Given<JobRunInputs>["triggers"]>,
    NonNullable<JobRunArgs["triggers"]> | undefined
  >;
  runCompletion: Same<Resolved<RunCompletionArgs>, Given<RunCompletionInputs>>;
} = { jobRun: true, triggers: true, runCompletion: true };

it("the sdk's arguments are the provider's inputs, no more and no less", () => {
  expect(SAME).toEqual({ jobRun: true, triggers: true, runCompletion: true });
});

it("what the sdk and check set is known by its two underscores", () => {
  const internal = Object.keys(JOB_RUN.fields).filter((name) => name.startsWith("__"));
  expect(internal.sort()).toEqual(["__identity", "__name", "__recordedRun", "__resource", "__secretPaths"]);
});
