import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import { ApiProblem } from "../problem";
import type { SignedRequest } from "../storage/aws-signature";
import { isS3Request, S3Problem, s3Access } from "../storage/s3-access";
import type { World } from "../world";
import type { Exchange, ExchangeEnv } from "./exchange";

/** What the head of a request decides. */
export interface Admission extends Pick<Exchange, "access" | "refusal"> {
  /** 0 where nothing entitles the sender to be read. */
  maxBodyBytes: number;
}

const MIB = 1024 * 1024;
/** Of an operation, and of a control. */
export const MAX_JSON_BYTES = 64 * MIB;
/** As much as the product takes at once. Everything is kept in memory. */
const MAX_OBJECT_BYTES = 500 * MIB;

/** Decides by the head of a request alone: the body of a stranger is not read. */
export function admit(world: World, c: Context<ExchangeEnv>): Admission {
  const headers = c.req.header();
  const { searchParams: query } = new URL(c.req.url);
  // The path as it was sent: signatures are over its very text.
  const [path = ""] = (c.env.incoming.url ?? "").split("?", 1);
  const request = { method: c.req.method, path, query, headers };
  if (isS3Request(request)) return admitToS3(world, request);
  return { maxBodyBytes: world.accounts.authenticate(headers) === undefined ? 0 : MAX_JSON_BYTES };
}

function admitToS3(world: World, request: SignedRequest): Admission {
  try {
    return { access: s3Access(world, request), maxBodyBytes: MAX_OBJECT_BYTES };
  } catch (error) {
    if (error instanceof S3Problem) return { refusal: error, maxBodyBytes: 0 };
    throw error;
  }
}

/** The answer to a body that is longer than this; S3 has its own. */
export function tooLong({ access }: Pick<Exchange, "access">, maxBytes: number): ApiProblem | S3Problem {
  const details = `The body has more than ${maxBytes} bytes`;
  return access === undefined ? new ApiProblem(413, details) : new S3Problem(400, "EntityTooLarge", details);
}

/** The whole body, empty where none may be sent; or why there is none. */
export async function readBody(
  incoming: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | "left" | "tooLong"> {
  if (maxBytes === 0) return Buffer.alloc(0);
  if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) return "tooLong";
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // What is left of a body that is too long is for the server to drain, after the answer.
    const arriving: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
    for await (const chunk of arriving) {
      size += chunk.length;
      if (size > maxBytes) return "tooLong";
      chunks.push(chunk);
    }
  } catch {
    return "left";
  }
  return Buffer.concat(chunks);
}
