import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { EmulatorAccount } from "../accounts";
import { delay, faultAnswer } from "../faults/fault-answer";
import type { FaultRule } from "../faults/fault-rule";
import type { FaultBook } from "../faults/faults";
import type { Contract } from "../openapi/contract";
import { describedOperations, type Operation } from "../openapi/description";
import { OPENAPI_PATH, openApiDocument } from "../openapi/serve";
import { ApiProblem } from "../problem";
import type { Recorder } from "../recorder";
import { serveObject } from "../routes/objects";
import { type OperationAnswer, type OperationHandler, type OperationHandlers } from "../routes/operation";
import type { ReadPoint } from "../runs/history";
import { presentOf, type World } from "../world";
import { admit, readBody, tooLong } from "./admission";
import { type ExchangeEnv, jsonResponse, newRequestId, problemResponse, readRequest } from "./exchange";
import type { RateLimit } from "./rate-limit";

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

const NOTHING = Buffer.alloc(0);
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

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
  app.use("*", recording(parts), faulty(parts), watched(parts), refusing, objects(parts));
  app.get(OPENAPI_PATH, (c) => c.json(openApiDocument(parts.world.url)));
  for (const operation of describedOperations()) {
    const handler = parts.handlers[operation.id];
    if (handler !== undefined) {
      app.on(operation.method, routePath(operation.path), (c) => serve(c, operation, handler, parts));
    }
  }
  return app;
}

/** `{path}` may hold slashes, other parameters may not. */
function routePath(template: string): string {
  return template.replace("{path}", ":path{.*}").replace(/\{(\w+)\}/g, ":$1");
}

function recording({ recorder, world }: RouterParts): MiddlewareHandler<ExchangeEnv> {
  return async (c, next) => {
    const { maxBodyBytes, ...admission } = admit(world, c);
    const body = await readBody(c.env.incoming, maxBodyBytes);
    // A client that leaves amid its body has sent no request.
    if (body === "left") return new Response(null, { status: 400 });
    const bytes = body === "tooLong" ? NOTHING : body;
    const entry = recorder.add(readRequest(c, bytes, world.clock.now()));
    const refusal = body === "tooLong" ? { refusal: tooLong(admission, maxBodyBytes) } : {};
    c.set("exchange", { entry, body: bytes, requestId: newRequestId(), ...refusal, ...admission });
    await next();
    if (c.res !== RESPONSE_ALREADY_SENT) entry.status = c.res.status;
    return undefined;
  };
}

/** Innermost but for what serves: a request that is refused is recorded, and met by faults, like any other. */
const refusing: MiddlewareHandler<ExchangeEnv> = async (c, next) => {
  const { refusal } = c.get("exchange");
  if (refusal !== undefined) throw refusal;
  await next();
};

/** Requests to S3 are told by their signature, wherever they go. */
function objects({ world }: RouterParts): MiddlewareHandler<ExchangeEnv> {
  return async (c, next) => {
    const { access, body, entry } = c.get("exchange");
    if (access === undefined) return next();
    const { method, headers } = entry;
    const { searchParams: query } = new URL(c.req.url);
    return serveObject(world, { method, query, headers, body, access });
  };
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
  { entry, body }: ExchangeEnv["Variables"]["exchange"],
): unknown {
  if (operation.requestSchema === undefined) return undefined;
  const type = entry.headers["content-type"];
  if (body.length === 0) throw bodyProblem("Field required");
  if (type !== undefined && !JSON_TYPE.test(type)) throw bodyProblem(`JSON is required, not ${type}`);
  if (entry.body === undefined) throw bodyProblem("JSON decode error");
  contract.body(operation, entry.body);
  return entry.body;
}

function bodyProblem(details: string): ApiProblem {
  return new ApiProblem(422, [{ field: "body", details: `body: ${details}` }]);
}

/** The present, or for a stale read the moment before the last write to what it reads. */
function readPoint(world: World, stale: FaultRule | undefined, runId: string | undefined): ReadPoint {
  const { runs } = world;
  const present = presentOf(world);
  if (stale === undefined) return present;
  if (stale.delayMs !== undefined) return { ...present, atMs: present.atMs - stale.delayMs };
  const lastWrite = runId === undefined ? runs.lastWrite : (runs.get(runId)?.lastWrite ?? runs.lastWrite);
  return { ...present, write: lastWrite - 1 };
}
