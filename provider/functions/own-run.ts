import { NotFoundError } from "../api/errors";
import type { LifecycleContext } from "../resource";
import { readOwnRun } from "../run/read";

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
export function takeOut(called: string): string {
  return `Take \`${called}\` of this run out of the program`;
}
