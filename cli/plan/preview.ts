import { UserError } from "../../provider/resource";
import { safeLine } from "../../provider/text/safe-line";
import { fieldOf, isRecord, type Properties, textAt } from "../../provider/values";
import { parsedJson } from "../report/stack-export";

/*
 * What `pulumi preview --json` prints. Any version of the engine may have written it: whatever is not as expected is left
 * out.
 */

/** What an `up` would do with one resource. */
export interface PreviewStep {
  /** As the engine says it: `create`, `replace`, `same` and others. */
  readonly op: string;
  readonly urn: string;
  /** As state has it, and as it would. */
  readonly old: Properties | undefined;
  readonly next: Properties | undefined;
  /** Inputs that ask for a replacement. */
  readonly replaceReasons: readonly string[];
}

/** A line that was printed beside it. */
export interface PreviewMessage {
  readonly urn: string | undefined;
  readonly severity: string;
  readonly text: string;
}

export interface Preview {
  readonly steps: readonly PreviewStep[];
  readonly messages: readonly PreviewMessage[];
}

const MAX_LENGTH = 1_000;

/**
 * Reads the text of a preview.
 *
 * @param from where it is from, for the message
 * @throws UserError if it is none
 */
export function readPreview(text: string, from: string): Preview {
  const file = parsedJson(text, "a preview", from);
  const steps = fieldOf(file, "steps");
  if (!Array.isArray(steps))
    throw new UserError(
      `${from} is not a preview: it has no \`steps\`; write one with \`pulumi preview --json\``,
    );
  const diagnostics = fieldOf(file, "diagnostics");
  return {
    steps: steps.flatMap(stepOf),
    messages: (Array.isArray(diagnostics) ? diagnostics : []).map((line: unknown) => ({
      urn: textAt(line, "urn"),
      severity: textAt(line, "severity") ?? "info",
      text: safeLine(withoutLog(textAt(line, "message") ?? ""), MAX_LENGTH),
    })),
  };
}

function stepOf(step: unknown): PreviewStep[] {
  const [op, urn] = [textAt(step, "op"), textAt(step, "urn")];
  if (op === undefined || urn === undefined) return [];
  const [old, next, reasons] = ["oldState", "newState", "replaceReasons"].map((name) => fieldOf(step, name));
  return [
    {
      ...{ op, urn },
      old: isRecord(old) ? old : undefined,
      next: isRecord(next) ? next : undefined,
      replaceReasons: (Array.isArray(reasons) ? reasons : []).filter((reason) => typeof reason === "string"),
    },
  ];
}

/** The engine's heading of what a refresh found. */
const UNHEALTHY = /^warning: Refreshed resource is in an unhealthy state:\s*\* /;
/** A line of a job's log, below what became of its run. */
const LOG_LINE = /^ {4}\| /;

/** What is said, in a line of a list, without the log of the job. */
function withoutLog(message: string): string {
  const lines = message.trim().split("\n");
  return lines
    .filter((line) => !LOG_LINE.test(line))
    .map((line) => line.trim())
    .join("\n")
    .replace(UNHEALTHY, "")
    .replaceAll("\n", ". ");
}
