import path from "node:path";
import { BACKEND, PULUMI_HOME, STACK } from "./quickstart-folders";

export interface Account {
  readonly url: string;
  readonly apiKey: string;
}

/** The user's environment, but with a backend, a passphrase and an account that are made up for this example. */
export function quickstartEnvironment(
  user: Readonly<Record<string, string | undefined>>,
  binFolder: string,
  account: Account,
): Record<string, string | undefined> {
  const kept = Object.entries(user).filter(([name]) => !/^(PULUMI_|WHEROBOTS_)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: `${binFolder}${path.delimiter}${user["PATH"] ?? ""}`,
    PULUMI_HOME,
    PULUMI_BACKEND_URL: `file://${BACKEND}`,
    PULUMI_STACK: STACK,
    PULUMI_CONFIG_PASSPHRASE: "quickstart",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    WHEROBOTS_API_URL: account.url,
    WHEROBOTS_API_KEY: account.apiKey,
  };
}
