import type { z } from "zod";
import { type Clock, type Random, TimeLimit } from "../clock";
import type { Redact } from "../text/redact";
import { safeLine } from "../text/safe-line";
import { VERSION } from "../version";
import { isLasting } from "./connection-text";
import { type ApiProblem, apiErrorClass, ConnectionError, OutOfTime, ResponseShapeError } from "./errors";
import { errorBody } from "./models";
import {
  type AttemptOutcome,
  BRIEF_MS,
  decideRetry,
  NOTHING_YET,
  PATIENT_MS,
  surelyNotApplied,
  withOutcome,
} from "./retry";
import type { Priority, TokenBucket } from "./token-bucket";
import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from "./transport";

/** What may be said with any call. */
export interface CallOptions {
  /** Aborted: nothing more is sent, and pauses end. */
  signal?: AbortSignal | undefined;
  /** Ends a request that was sent already, for one whose answer is worth more than the time. Default: `signal`. */
  inFlight?: AbortSignal | undefined;
  /**
   * How long failures are borne. False: one attempt only, for callers that have their own patience. Default: `briefly`
   * for logs and metrics, which only inform, else `patiently`.
   */
  retry?: false | "briefly" | "patiently" | undefined;
  /** A failed attempt is not repeated after that time, in milliseconds since the epoch. Default: no such limit. */
  repeatUntilMs?: number | undefined;
  /** Whom of those that wait for the rate limit it passes. Default: nobody. */
  priority?: Priority | undefined;
  /** Told before each attempt that it may take effect from now on, and after one that surely did not. */
  mayApply?: ((may: boolean) => void) | undefined;
  /** Told of each repeat. Default: the client's own. */
  onRetry?: ((text: string) => void) | undefined;
  /**
   * How long the call may take from its first request on, its repeats included: what it waits for before that is the
   * rate of this process, and no fault of the server. Default: as long as they take.
   */
  withinMs?: number | undefined;
}

/** How requests are authenticated. */
export interface Credential {
  kind: "apiKey" | "bearer";
  value: string;
  /** Where it was set, and what to do there once the API rejects it. */
  remedy?: string;
}

/** What a client is made of. */
export interface ClientParts {
  /** For example `https://api.cloud.wherobots.com`, without a slash at the end. */
  apiUrl: string;
  credential: Credential;
  transport: Transport;
  bucket: TokenBucket;
  clock: Clock;
  random: Random;
  redact: Redact;
  /** Told of each repeated request. */
  onRetry: (text: string) => void;
}

/** Parameters that are there, a list as one for each of its items. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** One call of an operation. */
export interface Call<T> extends CallOptions {
  method: "GET" | "POST" | "DELETE";
  path: string;
  query?: Query;
  body?: unknown;
  /** See HttpRequest. */
  isSubmit?: boolean;
  /** In words, for messages. */
  operation: string;
  repeatable?: boolean;
  limit?: TimeLimit;
  answer: z.ZodType<T>;
}

/** Sends the requests of a call, one after another, until it has an answer or the time for it is over. */
export class ApiCaller {
  constructor(private readonly parts: ClientParts) {}

  /**
   * @throws ApiError (the server refused), ConnectionError (no answer), ResponseShapeError (an answer that is not the
   * API's) or the reason of the signal that aborted it
   */
  async call<T>(call: Call<T>): Promise<T> {
    const { withinMs, signal } = call;
    if (withinMs === undefined) return this.repeated(call);
    const limit = new TimeLimit(withinMs, this.parts.clock, signal);
    try {
      return await this.repeated({ ...call, signal: limit.signal, limit });
    } finally {
      limit.end();
    }
  }

  private async repeated<T>(call: Call<T>): Promise<T> {
    const { clock, random, bucket } = this.parts;
    const {
      repeatable = true,
      repeatUntilMs = Number.POSITIVE_INFINITY,
      onRetry = this.parts.onRetry,
    } = call;
    const policy = { repeatable, patienceMs: call.retry === "briefly" ? BRIEF_MS : PATIENT_MS };
    for (let record = NOTHING_YET; ; ) {
      const result = await this.attempt(call);
      if ("value" in result) return result.value;
      if (surelyNotApplied(result.outcome)) call.mayApply?.(false);
      const nowMs = clock.now();
      record = withOutcome(record, result.outcome, nowMs);
      const decision = decideRetry(record, result.outcome, policy, { nowMs, random });
      // Also where the caller does not try again: the others would be refused.
      if (decision !== "give up" && "pauseMs" in decision) bucket.pause(decision.pauseMs);
      if (decision === "give up" || call.retry === false || call.limit?.isOver) throw result.error;
      const delayMs = "pauseMs" in decision ? decision.pauseMs : decision.retryInMs;
      if (nowMs + delayMs > repeatUntilMs) throw new OutOfTime(result.error);
      onRetry(`${result.error.message}; trying again in ${delayMs} ms`);
      if ("retryInMs" in decision) await this.pause(delayMs, call, result.error);
    }
  }

  private async pause<T>(ms: number, call: Call<T>, error: Error): Promise<void> {
    try {
      await this.parts.clock.sleep(ms, call.signal);
    } catch (reason) {
      throw call.limit?.isOver ? error : reason;
    }
  }

  private async attempt<T>(call: Call<T>): Promise<{ value: T } | { error: Error; outcome: AttemptOutcome }> {
    const { redact, apiUrl } = this.parts;
    const operation = `${call.operation} (${call.method} ${apiUrl}${call.path})`;
    const answer = await this.send(call).catch((error: unknown) => {
      if (error instanceof TransportFailure) return error;
      if (!call.limit?.isOver) throw error;
      return new TransportFailure(
        `no whole answer within ${(call.withinMs ?? 0) / 1000} s`,
        undefined,
        true,
        error,
      );
    });
    if (answer instanceof TransportFailure) {
      const { mayHaveApplied } = answer;
      return {
        error: new ConnectionError(
          operation,
          { reason: answer.reason, code: answer.code, mayHaveApplied, cause: answer.cause },
          redact,
        ),
        outcome: { kind: "connection", mayHaveApplied, isLasting: isLasting(answer.cause) },
      };
    }
    const { status } = answer;
    const retryAfter = answer.headers["retry-after"];
    if (status >= 200 && status < 300) return this.parse(call, operation, answer);
    const remedy = status === 401 ? this.parts.credential.remedy : undefined;
    const error = new (apiErrorClass(status))(operation, { ...problemOf(answer, redact), remedy }, redact);
    return { error, outcome: { kind: "status", status, retryAfter } };
  }

  private async send<T>(call: Call<T>): Promise<HttpAnswer> {
    const { bucket, transport } = this.parts;
    await bucket.take(call.signal, call.priority);
    call.limit?.begin();
    call.mayApply?.(true);
    try {
      return await transport.send(this.request(call));
    } finally {
      bucket.answered(call.priority);
    }
  }

  private request<T>(call: Call<T>): HttpRequest {
    const signal = call.inFlight ?? call.signal;
    const query = queryText(call.query ?? {});
    return {
      method: call.method,
      url: `${this.parts.apiUrl}${call.path}${query ? `?${query}` : ""}`,
      headers: {
        ...this.headers(),
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(signal ? { signal } : {}),
      ...(call.isSubmit ? { isSubmit: true } : {}),
    };
  }

  private headers(): Record<string, string> {
    const { kind, value } = this.parts.credential;
    return {
      accept: "application/json",
      "user-agent": `pulumi-wherobots/${VERSION}`,
      // The attribution header of the official clients: shown in GET /usage/history.
      "x-wherobots-client": `client=pulumi;ver=${VERSION}`,
      ...(kind === "apiKey" ? { "x-api-key": value } : { authorization: `Bearer ${value}` }),
    };
  }

  private parse<T>(
    call: Call<T>,
    operation: string,
    answer: HttpAnswer,
  ): { value: T } | { error: Error; outcome: AttemptOutcome } {
    const parsed = call.answer.safeParse(parseJson(answer.text));
    if (parsed.success) return { value: parsed.data };
    const issue = parsed.error.issues[0];
    const where =
      issue && issue.path.length > 0
        ? `its field ${issue.path.join(".")} is not as the API describes it`
        : "it is not the JSON that the API describes";
    const reason = `${this.parts.apiUrl} answered ${answer.status} with ${contentType(answer)}, and ${where}; is this the address of the Wherobots API?`;
    const error = new ResponseShapeError(
      operation,
      { reason, requestId: answer.headers["x-request-id"] },
      this.parts.redact,
    );
    // The request itself succeeded: like a lost answer, it is repeated only where that does no harm.
    return { error, outcome: { kind: "connection", mayHaveApplied: true, isLasting: true } };
  }
}

function queryText(query: Query): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of [value ?? []].flat()) pairs.append(name, String(item));
  return pairs.toString();
}

function problemOf(answer: HttpAnswer, redact: Redact): ApiProblem {
  const headers = { requestId: answer.headers["x-request-id"], retryAfter: answer.headers["retry-after"] };
  const parsed = errorBody.safeParse(parseJson(answer.text));
  if (!parsed.success) return { status: answer.status, message: foreignText(answer, redact), ...headers };
  const { errors, requestId } = parsed.data;
  const shown = (text: string | null | undefined): string => safeLine(text ?? "", MAX_ERROR_TEXT, redact);
  // Several errors: each one is said, as far as there is room.
  const joined = (texts: (string | null | undefined)[]): string =>
    shown(texts.filter((text) => (text ?? "") !== "").join("; "));
  const [first] = errors;
  return {
    status: answer.status,
    code: shown(first?.code),
    message: joined(errors.map((error) => error.message)),
    details: joined(errors.map((error) => error.details)),
    field: shown(first?.field),
    suggestion: shown(first?.suggestion),
    requestId: requestId === undefined || requestId === null ? headers.requestId : shown(requestId),
    retryAfter: headers.retryAfter,
  };
}

const MAX_ERROR_TEXT = 1_000;
const MAX_FOREIGN_TEXT = 200;

/** What to show of an answer that is not the API's: enough to recognise a proxy or a login page. */
function foreignText(answer: HttpAnswer, redact: Redact): string {
  // Redacted first: what is between < and > may be part of a secret.
  const plain = redact(answer.text)
    // Not [^>]: in a megabyte of "<" each would be looked for to the end.
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const shown = safeLine(plain, MAX_FOREIGN_TEXT, redact);
  return `the answer is ${contentType(answer)}, not the API's${shown ? `: "${shown}"` : ""}`;
}

function contentType(answer: HttpAnswer): string {
  return answer.headers["content-type"]?.split(";")[0] || "no content type";
}

function parseJson(textBody: string): unknown {
  try {
    return JSON.parse(textBody);
  } catch {
    return undefined;
  }
}
