import type { Properties } from "../../values";

/**
 * The resource exists, and is not what was asked for; in the form that the engine takes. In a file of its own, since the
 * server needs it before it may load the rules (main.ts).
 */
export class PartialFailure extends Error {
  override name = "PartialFailure";

  constructor(
    readonly id: string,
    /** The state, with its secrets marked. */
    readonly properties: Properties,
    reason: string,
    /** The recorded inputs, which a read has to repeat. */
    readonly inputs?: Properties,
  ) {
    super(reason);
  }
}
