/* What the sdk sends to check about the runs in state, and what the provider itself learns of them. */

/** The run that the engine's state holds for one resource. */
export interface RecordedRun {
  runId: string;
  /** As state last saw it. */
  status: string;
  /** ISO 8601. */
  createTime?: string | undefined;
  /** Where it was started: a key of another organisation finds nothing of it. */
  account?: { apiUrl: string; organizationId?: string | undefined } | undefined;
  /** Inputs of that time that a create compares with those of now. */
  takeOverRunId?: string | undefined;
  timeoutSeconds?: number | undefined;
  /** This provider asked for its end, which may have come otherwise; only diff says so. */
  cancelledByProvider?: true | undefined;
}

/** What the sdk knows of a resource beside its arguments. */
export interface ToldOfResource {
  /** What it was called before, as `Identity.path`. */
  formerPaths?: string[] | undefined;
  /** Runs that other resources of the state have, as far as their names could be taken for this one's. */
  heldRunIds?: string[] | undefined;
}
