import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { ApiProblem, errorEnvelope } from "../problem";
import type { FaultRule } from "./fault-rule";

/** What is needed to spoil an answer. */
export interface FaultScene {
  rule: FaultRule;
  /** The operation's answer; absent when the fault comes before it. */
  genuine: Response | undefined;
  env: HttpBindings;
  path: string;
  requestId: string;
  /** Address of the emulator. */
  url: string;
  /** Aborted when the emulator stops. */
  stopping: AbortSignal;
}

const MIB = 1024 * 1024;
const DEFAULT_OVERSIZE_BYTES = 16 * MIB;
const PADDING = new Uint8Array(64 * 1024).fill(0x20);
const STAND_IN_JSON = '{"id": "0000000000000", "status": "RUNNING"}';

/** The spoilt answer. Kinds that need no answer of their own (delay, stale) are not handled here. */
export async function faultAnswer(scene: FaultScene): Promise<Response> {
  const { rule, genuine, env } = scene;
  switch (rule.kind) {
    case "reset":
      env.outgoing.socket?.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case "hang":
      await untilGone(scene);
      return RESPONSE_ALREADY_SENT;
    case "truncated":
      await sendPart(scene);
      return RESPONSE_ALREADY_SENT;
    case "malformedJson": {
      const text = await textOf(genuine);
      return answer(
        scene,
        genuine?.status ?? 200,
        text.slice(0, Math.ceil(text.length / 2)),
        "application/json",
      );
    }
    case "html":
      return answer(scene, 502, "<html><body><h1>Bad Gateway</h1></body></html>", "text/html");
    case "oversize":
      return answer(
        scene,
        genuine?.status ?? 200,
        padded(await textOf(genuine), rule.bytes),
        "application/json",
      );
    case "redirect":
      return answer(scene, 307, null, undefined, { location: `${scene.url}/redirected` });
    default:
      return statusAnswer(scene);
  }
}

/** Waits in real time, whatever the emulator's clock is, and no longer than the emulator lives. */
export async function delay(ms: number, stopping: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stopping }).catch(() => undefined);
}

function statusAnswer(scene: FaultScene): Response {
  const { rule, path, requestId } = scene;
  const status = rule.status ?? 500;
  if (typeof rule.body === "string") return answer(scene, status, rule.body, "text/plain");
  const problem = new ApiProblem(status, "The emulator was told to answer so");
  const body = rule.body === undefined ? errorEnvelope(problem, path, requestId) : rule.body;
  return answer(scene, status, JSON.stringify(body), "application/json");
}

function answer(
  { rule, requestId }: FaultScene,
  status: number,
  body: string | ReadableStream<Uint8Array> | null,
  contentType: string | undefined,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, {
    status: rule.status ?? status,
    headers: {
      "x-request-id": requestId,
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...headers,
      ...lowerCased(rule.headers),
    },
  });
}

/** Spaces before the JSON keep it valid at any length, and are made while they are sent. */
function padded(json: string, bytes = DEFAULT_OVERSIZE_BYTES): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left > 0) {
        controller.enqueue(PADDING.subarray(0, Math.min(left, PADDING.length)));
        left -= PADDING.length;
        return;
      }
      controller.enqueue(Buffer.from(json));
      controller.close();
    },
  });
}

async function sendPart({ rule, genuine, env, requestId }: FaultScene): Promise<void> {
  const bytes = Buffer.from(await textOf(genuine));
  const part = bytes.subarray(0, rule.bytes ?? Math.ceil(bytes.length / 2));
  env.outgoing.writeHead(rule.status ?? genuine?.status ?? 200, {
    "content-type": "application/json",
    // One more than there is, or asking for all the bytes would cut nothing off.
    "content-length": Math.max(bytes.length, part.length + 1),
    "x-request-id": requestId,
    ...lowerCased(rule.headers),
  });
  await new Promise<void>((resolve) => {
    env.outgoing.write(part, () => {
      // Ends the stream in good order, so that the part that was sent surely arrives.
      env.outgoing.socket?.end(() => {
        env.outgoing.socket?.destroy();
        resolve();
      });
    });
  });
}

async function untilGone({ rule, env, stopping }: FaultScene): Promise<void> {
  const { outgoing } = env;
  // Takes its listeners away again: the emulator may outlive any number of such requests.
  const gone = once(outgoing, "close", { signal: stopping }).catch(() => undefined);
  await (rule.delayMs === undefined ? gone : Promise.race([gone, delay(rule.delayMs, stopping)]));
  outgoing.socket?.destroy();
}

async function textOf(genuine: Response | undefined): Promise<string> {
  return genuine === undefined ? STAND_IN_JSON : genuine.text();
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
