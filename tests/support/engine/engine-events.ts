/** One entry of the engine's event log. Only what tests look at; all else stays as the engine wrote it. */
export interface EngineEvent {
  readonly sequence?: number;
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly message: string;
    readonly severity: string;
    readonly ephemeral?: boolean;
  };
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata; readonly status: number };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly [kind: string]: unknown;
}

/** A step of a plan: which operation on which resource. */
export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly keys?: readonly string[];
  readonly diffs?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
}

/** An engine that was killed leaves a line half written: lines that are no event are passed over. */
export function parseEvents(text: string): EngineEvent[] {
  return text.split("\n").flatMap((line) => {
    const event = parseLine(line);
    return isEvent(event) ? [event] : [];
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is EngineEvent {
  return typeof value === "object" && value !== null;
}
