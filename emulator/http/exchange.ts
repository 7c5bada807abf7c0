import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { credentialOf } from "../accounts";
import type { FaultRule } from "../faults/fault-rule";
import { ApiProblem, errorEnvelope } from "../problem";
import type { RecordedRequest } from "../recorder";
import { s3ProblemResponse } from "../routes/objects";
import { type S3Access, S3Problem } from "../storage/s3-access";

/** A request on its way through the emulator. */
export interface Exchange {
  /** The recorder's entry, completed on the way. */
  entry: RecordedRequest;
  /** Empty where it was not read. */
  body: Buffer;
  /** What a request to S3 was signed for. */
  access?: S3Access;
  /** Why it is not served, known from its head alone. */
  refusal?: ApiProblem | S3Problem;
  requestId: string;
  /** The fault that makes this read stale. */
  stale?: FaultRule;
}

/** What the router hands to each step. */
export interface ExchangeEnv {
  Bindings: HttpBindings;
  Variables: { exchange: Exchange };
}

const MAX_RECORDED_BYTES = 1024 * 1024;

/** The request as it is recorded. */
export function readRequest(
  c: Context<ExchangeEnv>,
  bytes: Buffer,
  atMs: number,
): Omit<RecordedRequest, "seq"> {
  // The router's own path is decoded in parts.
  const url = new URL(c.req.url);
  const headers = c.req.header();
  const apiKey = credentialOf(headers);
  const isShort = bytes.length <= MAX_RECORDED_BYTES;
  // Uploads are not JSON and may be of any size; an operation's body is read whatever its size.
  const isText = bytes.length > 0 && (isShort || headers["content-type"]?.startsWith("application/json"));
  const text = isText ? bytes.toString() : undefined;
  const rawBody = isShort ? text : undefined;
  const body = text !== undefined && isUtf8(bytes) ? parsed(text) : undefined;
  return {
    method: c.req.method,
    path: url.pathname,
    query: queryOf(url),
    headers,
    atMs,
    ...(rawBody === undefined ? {} : { rawBody }),
    ...(body === undefined ? {} : { body }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

/** 32 hexadecimal digits. */
export function newRequestId(): string {
  return randomBytes(16).toString("hex");
}

/** A JSON answer with the request id in its header. */
export function jsonResponse(status: number, text: string, requestId: string, headers = {}): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "application/json", "x-request-id": requestId, ...headers },
  });
}

/** The error answer for anything thrown on the way. */
export function problemResponse(error: unknown, { entry, requestId }: Exchange): Response {
  if (error instanceof S3Problem) return s3ProblemResponse(error);
  const problem = error instanceof ApiProblem ? error : new ApiProblem(500, String(error));
  const text = JSON.stringify(errorEnvelope(problem, entry.path, requestId));
  return jsonResponse(problem.status, text, requestId, problem.headers);
}

function queryOf({ searchParams: search }: URL): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(search.keys())].map((key) => {
      const values = search.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
