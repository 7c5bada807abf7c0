import type * as pulumi from "@pulumi/pulumi";
import type { Asset } from "../../../provider/inputs/assets";
import { JOB_RUN } from "../../../provider/resources/job-run/fields";
import type { JobRunInputs } from "../../../provider/resources/job-run/inputs";
import type { RunCompletionInputs } from "../../../provider/resources/run-completion";
import type { JobRunArgs, RunCompletionArgs } from "../../../sdk";
import type { LocalFile } from "../../../sdk/local-file";
import type { Plain, Same } from "../api/type-comparison";

// An asset has no properties of its own once Pulumi's types have unwrapped it.
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type
type WrittenFile = pulumi.Unwrap<LocalFile>;
/** A file is a path or an asset of Pulumi to the user, and an asset as the engine writes it to the provider. */
type WithFiles<T> = [NonNullable<T>, WrittenFile] extends [WrittenFile, NonNullable<T>]
  ? Asset | Extract<T, undefined>
  : T extends readonly (infer Item)[]
    ? WithFiles<Item>[]
    : T extends object
      ? { [K in keyof T]: WithFiles<T[K]> }
      : T;
/** What the user writes, once the engine has resolved it. */
type Resolved<Args> = Plain<WithFiles<pulumi.Unwrap<Args>>>;
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
