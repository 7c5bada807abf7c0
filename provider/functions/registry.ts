import type { CheckFailure, LifecycleContext, Properties } from "../lifecycle";
import { getRun } from "./get-run";

/** Something that a program asks for and that changes nothing. */
export interface ProviderFunction {
  /** Sends nothing. */
  check(args: Properties): CheckFailure[];
  /** `args` passed the check. */
  call(args: Properties, context: LifecycleContext): Promise<object>;
}

/** Every function, by its name in the type token. */
export const FUNCTIONS: Readonly<Record<string, ProviderFunction>> = { getRun };
