import { validateHeaderName, validateHeaderValue } from "node:http";
import type { FaultRule } from "./fault-rule";

/** HTTP gives these no body, and every fault that has a status has one. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
/** Node makes a longer timer fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Refuses a rule that could hit a request and then not be carried out. @throws RangeError that says why. */
export function checkFault({ kind, method, status, headers = {}, body, delayMs = 0 }: FaultRule): void {
  if (status !== undefined) checkStatus(status);
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  if (body !== undefined) checkBody(body);
  if (!(delayMs >= 0 && delayMs <= LONGEST_DELAY_MS)) {
    throw new RangeError(`delayMs: ${delayMs} is not between 0 and ${LONGEST_DELAY_MS}`);
  }
  if (kind === "stale" && method !== undefined && method.toUpperCase() !== "GET") {
    throw new RangeError(`method: only a GET can be stale, not a ${method}`);
  }
}

function checkStatus(status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`status: ${status} is not a whole number from 200 to 599`);
  }
  if (WITHOUT_BODY.has(status)) throw new RangeError(`status: an answer with ${status} has no body`);
}

function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (cause) {
    throw new RangeError(`headers: ${cause instanceof Error ? cause.message : name}`, { cause });
  }
  // Node refuses to announce trailers that it is not going to send.
  if (name.toLowerCase() === "trailer") throw new RangeError("headers: no fault sends trailers");
}

function checkBody(body: unknown): void {
  if (!hasJsonForm(body)) throw new RangeError("body: it cannot be written as JSON");
}

function hasJsonForm(body: unknown): boolean {
  try {
    // The declaration of stringify leaves out that a function or a symbol gives undefined.
    const text: unknown = JSON.stringify(body);
    return text !== undefined;
  } catch {
    return false;
  }
}
