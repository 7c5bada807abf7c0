import { UserError } from "../../provider/resource";
import { safeLine } from "../../provider/text/safe-line";
import { fieldOf, isRecord, type Properties, textAt } from "../../provider/values";

/*
 * The file that `pulumi stack export` writes, and that of a stack in a backend of files. Any version of the engine may
 * have written them: whatever is not as expected is left out.
 */

/** What a report reads of a stack. */
export interface StackExport {
  /** Absent where no resource tells. */
  readonly project?: string;
  readonly stack?: string;
  /** When the engine wrote it, ISO 8601. */
  readonly asOf?: string;
  readonly resources: readonly Properties[];
  /** Operations of an `up` that ended before it could record what became of them. */
  readonly pendingOperations: number;
}

/**
 * Reads the text of such a file.
 *
 * @param from where the text is from, for the message
 * @throws UserError
 */
export function readStackExport(text: string, from: string): StackExport {
  const file = parsedJson(text, "a stack", from);
  const deployment =
    fieldOf(file, "deployment") ?? fieldOf(fieldOf(file, "checkpoint"), "latest") ?? fieldOf(file, "latest");
  if (!isRecord(deployment)) {
    if (isRecord(fieldOf(file, "checkpoint"))) return { resources: [], pendingOperations: 0 };
    throw new UserError(
      `${from} is not a stack: it has neither \`deployment\` nor \`checkpoint\`; write one with \`pulumi stack export\``,
    );
  }
  const resources = listAt(deployment, "resources").filter(isRecord);
  const asOf = textAt(fieldOf(deployment, "manifest"), "time");
  return {
    ...nameIn(resources.map((resource) => textAt(resource, "urn"))),
    ...(asOf === undefined || Number.isNaN(Date.parse(asOf)) ? {} : { asOf: new Date(asOf).toISOString() }),
    resources,
    pendingOperations: listAt(deployment, "pending_operations").length,
  };
}

/**
 * What Pulumi printed.
 *
 * @param what it should be, and where it is from, for the message
 * @throws UserError
 */
export function parsedJson(text: string, what: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = text.trim() === "" ? "it is empty" : "it is not JSON";
    throw new UserError(`cannot read ${what} from ${from}: ${why}`, { cause: error });
  }
}

function listAt(value: Properties, name: string): unknown[] {
  const found = value[name];
  return Array.isArray(found) ? found : [];
}

/** `urn:pulumi:STACK::PROJECT::…`, the same in each resource. */
export function nameIn(urns: readonly (string | undefined)[]): Pick<StackExport, "project" | "stack"> {
  const urn = urns.find((text) => text !== undefined);
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn ?? "") ?? [];
  return stack === undefined || project === undefined
    ? {}
    : { project: safeLine(project, 200), stack: safeLine(stack, 200) };
}
