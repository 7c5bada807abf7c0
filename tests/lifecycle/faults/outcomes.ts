import type { FaultClass } from "./faults";
import type { OperationName } from "./scene";
import type { StepName } from "./steps";

/*
 * What becomes of a step when a request of it goes wrong. The tests beside this file carry out every cell, and
 * docs/reliability.md shows the same table.
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
const KEPT: Cell = ["kept", "kept"];
const ASK: Cell = ["kept, ask", "kept, ask"];

/** The client repeats it: only a fault that lasts is noticed. */
const repeated = (lasting: Outcome): Row => {
  const cell: Cell = ["goes on", lasting];
  return { unreachable: cell, lost: cell, busy: cell, newer: ALWAYS };
};

const account = (step: StepName, refused: Outcome): Place[] => {
  const no: Cell = [refused, refused];
  const row = { ...repeated(refused), credential: no, refusal: no };
  return [
    {
      step,
      operation: "organization",
      skip: 0,
      words: "whose account",
      outcomes: { ...row, right: ALWAYS, missing: ALWAYS },
    },
    {
      step,
      operation: "user",
      skip: 0,
      words: "whose key",
      outcomes: { ...row, right: ALWAYS, missing: ALWAYS },
    },
  ];
};

const look = (step: StepName): Place => ({
  step,
  operation: "list",
  skip: 0,
  words: "earlier runs",
  outcomes: {
    ...repeated("unchanged"),
    credential: UNCHANGED,
    right: UNCHANGED,
    missing: UNCHANGED,
    refusal: UNCHANGED,
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
    credential: UNCHANGED,
    right: UNCHANGED,
    missing: UNCHANGED,
    refusal: UNCHANGED,
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
    credential: KEPT,
    right: KEPT,
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
      credential: ALWAYS,
      right: ALWAYS,
      missing: ALWAYS,
      refusal: ALWAYS,
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
      credential: UNCHANGED,
      right: UNCHANGED,
      missing: ["goes on", "unchanged"],
      refusal: UNCHANGED,
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
      credential: UNCHANGED,
      right: UNCHANGED,
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
      credential: UNCHANGED,
      right: UNCHANGED,
      missing: ["goes on", "unchanged"],
      refusal: ["goes on", "unchanged"],
      stale: ["goes on", "unchanged"],
    },
  },
];

export const PLACES: readonly Place[] = [
  ...account("create", "unchanged"),
  look("create"),
  submit("create"),
  wait("create", 0),
  ...informs("create"),
  {
    step: "resume",
    operation: "status",
    skip: 0,
    words: "the run in state",
    outcomes: {
      ...repeated("kept"),
      credential: KEPT,
      right: KEPT,
      missing: KEPT,
      refusal: KEPT,
      stale: KEPT,
      expired: ASK,
    },
  },
  wait("resume", 1),
  ...informs("resume"),
  ...cancel("replace"),
  ...account("replace", "unchanged"),
  look("replace"),
  submit("replace"),
  ...informs("replace"),
  ...account("adopt", "unchanged").map((place) =>
    place.operation === "user"
      ? { ...place, outcomes: { ...place.outcomes, right: UNCHANGED, missing: UNCHANGED } }
      : place,
  ),
  look("adopt"),
  {
    step: "adopt",
    operation: "status",
    skip: 0,
    words: "the run that was found",
    outcomes: {
      ...repeated("unchanged"),
      credential: UNCHANGED,
      right: UNCHANGED,
      missing: UNCHANGED,
      refusal: UNCHANGED,
      stale: UNCHANGED,
    },
  },
  wait("adopt", 1),
  ...informs("adopt"),
  {
    step: "refresh",
    operation: "status",
    skip: 0,
    words: "the run in state",
    outcomes: {
      ...repeated("kept"),
      credential: KEPT,
      right: KEPT,
      missing: KEPT,
      refusal: KEPT,
      stale: KEPT,
      expired: ASK,
    },
  },
  ...cancel("destroy"),
  {
    step: "completion",
    operation: "status",
    skip: 0,
    words: "the run to wait for",
    outcomes: {
      ...repeated("unchanged"),
      credential: UNCHANGED,
      right: UNCHANGED,
      missing: ["goes on", "unchanged"],
      refusal: UNCHANGED,
      stale: ["goes on", "unchanged"],
    },
  },
  ...account("completion", "unchanged"),
  wait("completion", 1),
  ...informs("completion"),
];
