import * as pulumi from "@pulumi/pulumi";

/** Ends the last failure that comes of new work; the provider's own text, which a test holds equal. */
export const NO_FURTHER_TRY = "A retry by an error hook changes nothing more in this up";

/** The engine's own limit; after one more it records a resource without its id, which no command can read. */
const MAX_FAILURES = 99;

/** The hook of a program, for as long as it runs: names of hooks are unique in a stack. */
const hookByStack = new WeakMap<pulumi.Resource, pulumi.ErrorHook>();

/**
 * The options' hooks, with one before those for errors that ends the retries of an operation once the provider does
 * nothing more for it, or the engine would give up in a way of its own.
 *
 * @param opts options that may have hooks
 */
export function boundedHooks(
  opts: pulumi.CustomResourceOptions | undefined,
): Pick<pulumi.CustomResourceOptions, "hooks"> {
  const { hooks } = opts ?? {};
  if (!hooks?.onError || hooks.onError.length === 0) return {};
  return { hooks: { ...hooks, onError: [boundingHook(), ...hooks.onError] } };
}

function boundingHook(): pulumi.ErrorHook {
  const stack = pulumi.runtime.getStackResource();
  const hook =
    (stack && hookByStack.get(stack)) ??
    new pulumi.ErrorHook("pulumi-wherobots: no further try", ({ errors }) => endRetries(errors));
  if (stack) hookByStack.set(stack, hook);
  return hook;
}

/** An error is the only word of a hook that ends retries which another one asks for. */
function endRetries([newest = "", ...before]: readonly string[]): false {
  if (newest.includes(NO_FURTHER_TRY) || before.length + 1 >= MAX_FAILURES) throw new Error(NO_FURTHER_TRY);
  return false;
}
