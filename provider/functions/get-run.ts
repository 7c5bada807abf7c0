import { z } from "zod";
import { NotFoundError } from "../api/errors";
import { runIdText } from "../api/run-id";
import type { LifecycleContext } from "../resource";
import { observeEnd } from "../run/end";
import { currentOrigin, readOwnRun } from "../run/read";
import { providerFunction } from "./provider-function";

/** A run as it is now, whoever started it; it becomes nobody's resource by that. */
export const getRun = providerFunction(z.strictObject({ runId: runIdText }), async ({ runId }, context) => {
  const run = await readOwnRun(runId, takeOut("getRun"), context);
  // Its log is not read: it may be long, and nobody asked for it.
  return observeEnd(
    run,
    undefined,
    await currentOrigin({}, context.session.redactorOf([]), context),
    context,
  );
});

/**
 * What `read` gives of a run that the program names.
 *
 * @param called the function that the program calls, for the message
 * @throws UserError if the credential's account has no such run
 */
export async function ofOwnRun<T>(
  runId: string,
  called: string,
  context: LifecycleContext,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // The run itself is asked for only now, and says what is wrong if it is not there either.
    if (error instanceof NotFoundError) await readOwnRun(runId, takeOut(called), context);
    throw error;
  }
}

/** What to do about a run that does not exist. */
function takeOut(called: string): string {
  return `Take \`${called}\` of this run out of the program`;
}
