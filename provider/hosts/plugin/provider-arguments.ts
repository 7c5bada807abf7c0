import { ConfigurationError } from "../../api/errors";
import { resolveConfig } from "../../config";
import { type Properties, UNKNOWN } from "../../lifecycle";

/** Arguments that are secret, whoever wrote them and how. */
export const CREDENTIALS = ["apiKey", "accessToken"] as const;

/** What is wrong with a provider's arguments, one text each; none of them repeats a value. */
export function configFailures(values: Properties): string[] {
  try {
    resolveConfig((name) => (values[name] === UNKNOWN ? undefined : values[name]), {});
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [error.message];
    throw error;
  }
}
