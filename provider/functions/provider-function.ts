import { z } from "zod";
import { schemaFailures, withTexts } from "../inputs/check";
import type { LifecycleContext } from "../resource";
import type { CheckFailure, Properties } from "../values";
import { withoutNulls } from "../values";

/** Something that a program asks for and that changes nothing. */
export interface ProviderFunction {
  /** Sends nothing. */
  check(args: Properties): CheckFailure[];
  /** `args` passed the check. */
  call(args: Properties, context: LifecycleContext): Promise<object>;
}

/** Which page of a list. */
export interface PageRequest {
  /** Where it begins; empty: at the beginning. */
  readonly cursor: string;
  /** At most so many; 0: as many as the API sends. */
  readonly limit: number;
}

/** A page of what exists, by the ids that it can be imported by. */
export interface ListPage {
  readonly items: readonly { readonly id: string; readonly name: string }[];
  /** Where the next page begins; empty: there is none. */
  readonly next: string;
}

/** A function whose arguments are those of a schema. */
export function providerFunction<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  call: (args: z.infer<z.ZodObject<Shape, z.core.$strict>>, context: LifecycleContext) => Promise<object>,
): ProviderFunction {
  const asWritten = (args: Properties): Properties => withTexts(schema, args) as Properties;
  return {
    check: (args) => schemaFailures(schema, asWritten(args), Object.keys(schema.shape)),
    // Async, so that whatever goes wrong rejects.
    call: async (args, context) => call(schema.parse(withoutNulls(asWritten(args))), context),
  };
}

/** A whole number from 1 to `max`. */
export function count(max: number): z.ZodNumber {
  const expected = `must be a whole number from 1 to ${max}`;
  return z.int(expected).min(1, expected).max(max, expected);
}
