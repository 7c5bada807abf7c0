import type { Properties } from "../../lifecycle";

/** The resource exists, and is not what was wished; as the engine takes it. */
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
