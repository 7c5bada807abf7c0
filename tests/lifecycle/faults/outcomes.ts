import type { FaultClass } from "./faults";
import type { OperationName } from "./scene";
import type { StepName } from "./steps";

/*
 * What becomes of a step when a request of it goes wrong. The tests beside this file carry out every cell, and
 * docs/faults.md shows the same table.
 */

export const OUTCOMES = {
  /** The step succeeds as if nothing had been; the same command again starts nothing. */
  "goes on": { fails: false, recovers: true },
  /** Nothing was started, state is as before; the same command again does it. */
  unchanged: { fails: true, recovers: true },
  /** The run is in state; the same command again follows it and starts none. */
  kept: { fails: true, recovers: true },
  /** The run is in state, and the same command again says the same, until a person removes it. */
  "kept, ask": { fails: true, recovers: false },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** Outcome of a fault that hits one request, and of one that lasts. */
type Cell = readonly [once: Outcome, lasting: Outcome];
type Row = Partial<Record<FaultClass, Cell>>;

/** A kind of request in a step. */
export interface Place {
  readonly step: StepName;
  readonly operation: OperationName;
  /** Requests of this operation that are not meant: the first of them are another place. */
  readonly skip: number;
  /** What the request is for, in the words of the documentation. */
  readonly words: string;
  readonly outcomes: Row;
}

const ALWAYS: Cell = ["goes on", "goes on"];
const UNCHANGED: Cell = ["unchanged", "unchanged"];
const ASK: Cell = ["kept, ask", "kept, ask"];

/** The client repeats it: only a fault that lasts is noticed. */
const repeated = (lasting: Outcome): Row => {
  const cell: Cell = ["goes on", lasting];
  return { unreachable: cell, lost: cell, busy: cell, newer: ALWAYS };
};

/** An answer that is an error is believed at once. */
const believed = (outcome: Outcome): Row => {
  const cell: Cell = [outcome, outcome];
  return { credential: cell, right: cell, missing: cell, refusal: cell };
};

/** Whose account and whose key it is; a role may lack the right to know. */
const account = (step: StepName): Place[] =>
  (["organization", "user"] as const).map((operation) => ({
    step,
    operation,
    skip: 0,
    words: operation === "user" ? "whose key" : "whose account",
    outcomes: { ...repeated("unchanged"), ...believed("unchanged"), right: ALWAYS, missing: ALWAYS },
  }));

const look = (step: StepName): Place => ({
  step,
  operation: "list",
  skip: 0,
  words: "earlier runs",
  outcomes: {
    ...repeated("unchanged"),
    ...believed("unchanged"),
    // What the list did not show, a late look shows.
    stale: ALWAYS,
  },
});

const submit = (step: StepName): Place => ({
  step,
  operation: "submit",
  skip: 0,
  words: "submit",
  outcomes: {
    unreachable: ["goes on", "unchanged"],
    lost: ["goes on", "unchanged"],
    done: ALWAYS,
    busy: ["goes on", "unchanged"],
    ...believed("unchanged"),
    newer: ALWAYS,
  },
});

/** A wait has a patience of its own: also an early "not found" and a refusal are asked again. */
const wait = (step: StepName, skip: number): Place => ({
  step,
  operation: "status",
  skip,
  words: "wait",
  outcomes: {
    ...repeated("kept"),
    ...believed("kept"),
    missing: ["goes on", "kept"],
    refusal: ["goes on", "kept"],
    stale: ["goes on", "kept"],
    expired: ASK,
  },
});

/** What only informs changes nothing. */
const informs = (step: StepName): Place[] =>
  (["logs", "metrics"] as const).map((operation) => ({
    step,
    operation,
    skip: 0,
    words: operation === "logs" ? "log" : "cost",
    outcomes: {
      ...repeated("goes on"),
      ...believed("goes on"),
    },
  }));

/** The run in state is read, cancelled, and its end waited for. */
const cancel = (step: "replace" | "destroy"): Place[] => [
  {
    step,
    operation: "status",
    skip: 0,
    words: "the run in state",
    outcomes: {
      ...repeated("unchanged"),
      ...believed("unchanged"),
      missing: ["goes on", "unchanged"],
      stale: ["goes on", "unchanged"],
      expired: ALWAYS,
    },
  },
  {
    step,
    operation: "cancel",
    skip: 0,
    words: "cancel",
    outcomes: {
      ...repeated("unchanged"),
      done: ["goes on", "goes on"],
      ...believed("unchanged"),
      missing: ["goes on", "unchanged"],
      refusal: ["goes on", "unchanged"],
    },
  },
  {
    step,
    operation: "status",
    skip: 1,
    words: "its end",
    outcomes: {
      ...repeated("unchanged"),
      ...believed("unchanged"),
      missing: ["goes on", "unchanged"],
      refusal: ["goes on", "unchanged"],
      stale: ["goes on", "unchanged"],
    },
  },
];

const withOutcomes = (place: Place, outcomes: Row): Place => ({
  ...place,
  outcomes: { ...place.outcomes, ...outcomes },
});

/** An open run is read; whatever is answered, it stays in state. If one read does not find it, the list does. */
const read = (step: StepName): Place => ({
  step,
  operation: "status",
  skip: 0,
  words: "the run in state",
  outcomes: { ...repeated("kept"), ...believed("kept"), missing: ALWAYS, stale: ALWAYS, expired: ASK },
});

export const PLACES: readonly Place[] = [
  ...account("create"),
  look("create"),
  submit("create"),
  wait("create", 0),
  ...informs("create"),
  withOutcomes(read("resume"), { missing: ["goes on", "kept"], stale: ["goes on", "kept"] }),
  wait("resume", 1),
  ...informs("resume"),
  ...cancel("replace"),
  ...account("replace"),
  look("replace"),
  submit("replace"),
  ...informs("replace"),
  ...account("adopt").map((place) =>
    // An active run that may be another user's is not taken over.
    place.operation === "user" ? withOutcomes(place, believed("unchanged")) : place,
  ),
  look("adopt"),
  {
    step: "adopt",
    operation: "status",
    skip: 0,
    words: "the run that was found",
    outcomes: {
      ...repeated("unchanged"),
      ...believed("unchanged"),
      stale: UNCHANGED,
    },
  },
  wait("adopt", 1),
  ...informs("adopt"),
  read("refresh"),
  read("refreshOfEnded"),
  ...informs("refreshOfEnded"),
  ...cancel("destroy"),
  {
    step: "completion",
    operation: "status",
    skip: 0,
    words: "the run to wait for",
    outcomes: {
      ...repeated("unchanged"),
      ...believed("unchanged"),
      missing: ["goes on", "unchanged"],
      stale: ["goes on", "unchanged"],
    },
  },
  ...account("completion"),
  wait("completion", 1),
  ...informs("completion"),
];
