import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { EmulatorAccount } from "./accounts";
import type { Contract } from "./contract";
import { describedOperations, type Operation } from "./description";
import { type ExchangeEnv, jsonResponse, newRequestId, problemResponse, readRequest } from "./exchange";
import { delay, faultAnswer } from "./fault-answer";
import type { FaultBook, FaultRule } from "./faults";
import type { OperationAnswer, OperationHandler, OperationHandlers, World } from "./operation";
import { OBJECT_PATH_PREFIX } from "./presigned-url";
import { ApiProblem } from "./problem";
import type { RateLimit } from "./rate-limit";
import type { Recorder } from "./recorder";
import { serveObject } from "./routes/objects";
import type { ReadPoint } from "./run-timeline";

/** Everything that a request meets on its way. */
export interface RouterParts {
  world: World;
  contract: Contract;
  recorder: Recorder;
  faults: FaultBook;
  rateLimit: RateLimit | undefined;
  handlers: OperationHandlers;
  /** Aborted when the emulator stops. */
  stopping: AbortSignal;
}

/** Stands for the caller where anybody may call. */
const ANYBODY: EmulatorAccount = {
  apiKey: "",
  userId: "",
  email: "",
  name: "",
  organizationId: "",
  organizationName: "",
  defaultRegion: "",
  defaultRuntime: "",
  allowedRegions: [],
};

/** Routes of the API; the control surface is mounted beside them. */
export function apiRouter(parts: RouterParts): Hono<ExchangeEnv> {
  const app = new Hono<ExchangeEnv>();
  app.onError((error, c) => problemResponse(error, c.get("exchange")));
  app.notFound((c) =>
    problemResponse(
      new ApiProblem(501, `The emulator does not serve ${c.req.method} ${c.req.path}`),
      c.get("exchange"),
    ),
  );
  app.use("*", recording(parts), faulty(parts), watched(parts));
  for (const operation of describedOperations()) {
    const handler = parts.handlers[operation.id];
    if (handler !== undefined) {
      app.on(operation.method, routePath(operation.path), (c) => serve(c, operation, handler, parts));
    }
  }
  app.on(["GET", "PUT"], `${OBJECT_PATH_PREFIX}*`, (c) => {
    const { bytes, entry } = c.get("exchange");
    const { method, path, headers } = entry;
    return serveObject(parts.world, {
      method,
      path,
      headers,
      bytes,
      signature: c.req.query("X-Amz-Signature"),
    });
  });
  return app;
}

/** `{path}` may hold slashes, other parameters may not. */
function routePath(template: string): string {
  return template.replace("{path}", ":path{.*}").replace(/\{(\w+)\}/g, ":$1");
}

function recording({ recorder, world }: RouterParts): MiddlewareHandler<ExchangeEnv> {
  return async (c, next) => {
    const bytes = await wholeBody(c);
    // A client that leaves amid its body has sent no request.
    if (bytes === undefined) return new Response(null, { status: 400 });
    const entry = recorder.add(readRequest(c, bytes, world.clock.now()));
    c.set("exchange", { entry, bytes, requestId: newRequestId() });
    await next();
    if (c.res !== RESPONSE_ALREADY_SENT) entry.status = c.res.status;
    return undefined;
  };
}

async function wholeBody(c: Context<ExchangeEnv>): Promise<Uint8Array | undefined> {
  return c.req.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined,
  );
}

function faulty({ faults, stopping, world }: RouterParts): MiddlewareHandler<ExchangeEnv> {
  return async (c, next) => {
    const exchange = c.get("exchange");
    const { entry, requestId } = exchange;
    const rule = faults.take({ method: entry.method, path: entry.path, runName: runNameOf(c, world) });
    if (rule === undefined) return next();
    entry.fault = rule.kind;
    if (rule.kind === "stale") exchange.stale = rule;
    const scene = { rule, env: c.env, path: entry.path, requestId, url: world.url, stopping };
    if (rule.kind === "delay" && rule.when !== "after") await delay(rule.delayMs ?? 0, stopping);
    if (rule.kind !== "delay" && rule.kind !== "stale" && rule.when !== "after") {
      return faultAnswer({ ...scene, genuine: undefined });
    }
    await next();
    if (rule.when !== "after" || rule.kind === "stale") return undefined;
    if (rule.kind === "delay") return delay(rule.delayMs ?? 0, stopping);
    const spoilt = await faultAnswer({ ...scene, genuine: c.res });
    // Hono would copy the headers of the genuine answer into one that replaces it directly.
    c.res = undefined;
    c.res = spoilt;
    return undefined;
  };
}

/** Innermost, so that a request which a fault answers is not shown, and a lost answer is shown before it is lost. */
function watched({ world }: RouterParts): MiddlewareHandler<ExchangeEnv> {
  return async (c, next) => {
    const { entry } = c.get("exchange");
    await world.options.onExchange?.(entry, "before");
    await next();
    await world.options.onExchange?.(entry, "after");
  };
}

function runNameOf(c: Context<ExchangeEnv>, world: World): string | undefined {
  const { entry } = c.get("exchange");
  const runId = /^\/runs\/([^/]+)/.exec(entry.path)?.[1];
  if (runId !== undefined) return world.runs.get(runId)?.payload.name;
  const { body } = entry;
  if (typeof body === "object" && body !== null && "name" in body) return String(body.name);
  const listed = entry.query["name"];
  return typeof listed === "string" ? listed : undefined;
}

function serve(
  c: Context<ExchangeEnv>,
  operation: Operation,
  handler: OperationHandler,
  { contract, rateLimit, world }: RouterParts,
): Response {
  const exchange = c.get("exchange");
  const { entry, requestId, stale } = exchange;
  rateLimit?.admit(entry.apiKey ?? "", world.clock.now());
  const account = operation.authenticated ? authenticated(world, entry.headers) : ANYBODY;
  const params = c.req.param();
  const answer = handler({
    world,
    account,
    params,
    query: contract.query(operation, entry.query),
    body: checkedBody(contract, operation, exchange),
    headers: entry.headers,
    point: readPoint(world, stale, params["run_id"]),
    noteRun: (runId) => {
      entry.runId = runId;
    },
  });
  const { status = 200, body = null, conforming = body } = answer;
  const problem = contract.answerProblem(operation, status, conforming);
  if (problem !== undefined) {
    entry.problem = problem;
    throw new Error(`The emulator broke the API description: ${problem}`);
  }
  return answerResponse(answer, status, body, requestId);
}

function answerResponse(answer: OperationAnswer, status: number, body: unknown, requestId: string): Response {
  if (status >= 300)
    return new Response(null, { status, headers: { "x-request-id": requestId, ...answer.headers } });
  return jsonResponse(status, answer.text ?? JSON.stringify(body), requestId, answer.headers);
}

function authenticated(world: World, headers: Readonly<Record<string, string>>): EmulatorAccount {
  const account = world.accounts.authenticate(headers);
  if (account === undefined) throw new ApiProblem(401, "The credential is missing, unknown or revoked");
  return account;
}

function checkedBody(
  contract: Contract,
  operation: Operation,
  { entry, bytes }: ExchangeEnv["Variables"]["exchange"],
): unknown {
  if (operation.requestSchema === undefined) return undefined;
  if (entry.body === undefined) {
    throw new ApiProblem(422, [
      { field: "body", details: bytes.length > 0 ? "body: JSON decode error" : "body: Field required" },
    ]);
  }
  contract.body(operation, entry.body);
  return entry.body;
}

/** The present, or for a stale read the moment before the last write to what it reads. */
function readPoint(
  { clock, runs }: World,
  stale: FaultRule | undefined,
  runId: string | undefined,
): ReadPoint {
  const nowMs = clock.now();
  if (stale === undefined) return { write: runs.lastWrite, atMs: nowMs };
  if (stale.delayMs !== undefined) return { write: runs.lastWrite, atMs: nowMs - stale.delayMs };
  const lastWrite = runId === undefined ? runs.lastWrite : (runs.get(runId)?.lastWrite ?? runs.lastWrite);
  return { write: lastWrite - 1, atMs: nowMs };
}
