import { UserError } from "../provider/resource";
import { textAt } from "../provider/values";

/**
 * What reading or writing a file gives.
 *
 * @param what was tried, for the message
 * @throws UserError
 */
export async function attempt<T>(what: string, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw new UserError(`${what}: ${textAt(error, "code") ?? String(error)}`, { cause: error });
  }
}
