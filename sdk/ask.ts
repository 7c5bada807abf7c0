import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type * as lookUps from "../provider/hosts/dynamic/look-up";

/**
 * Asks the API from the program's own process, with the settings of the stack and the environment. The HTTP client is
 * loaded by the first question only.
 *
 * @param name the function
 * @param args its arguments
 * @returns what it gives
 * @throws pulumi.RunError if it cannot be answered
 */
export async function ask<T>(name: string, args: object): Promise<T> {
  const { lookUp } = createRequire(__filename)("../provider/hosts/dynamic/look-up") as typeof lookUps;
  const config = new pulumi.Config("wherobots");
  try {
    const answer = await lookUp({
      name,
      args: { ...args },
      readStackConfig: (key) => config.get(key),
      log: async (_urn, level, message, ephemeral) => {
        const write = {
          debug: pulumi.log.debug,
          info: pulumi.log.info,
          warning: pulumi.log.warn,
          error: pulumi.log.error,
        };
        await write[level](message, undefined, undefined, ephemeral);
      },
    });
    return answer as T;
  } catch (error) {
    throw new pulumi.RunError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The same for arguments that are outputs; not asked for as long as they are not known.
 *
 * @param name the function
 * @param args its arguments
 * @returns what it gives; secret if an argument is
 */
export function askLater<T>(name: string, args: object): pulumi.Output<T> {
  return pulumi.output(args).apply((known): Promise<T> => ask(name, known));
}
