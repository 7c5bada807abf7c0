import type { MiddlewareHandler } from "hono";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Keeps web pages of other sites from what needs no key. By Origin a browser tells which site sends a request; by Host
 * it gives away a name that such a site has made point to this machine.
 *
 * @param publicUrl tells the address that is as good as loopback, which is known once the server listens
 */
export function sameSite(publicUrl: () => string): MiddlewareHandler {
  return async (c, next) => {
    const own = new URL(publicUrl());
    const asked = new URL(c.req.url);
    if (!LOOPBACK.has(asked.hostname) && asked.hostname !== own.hostname) {
      return c.json(
        { error: `the emulator is not at ${asked.host}: use its address, or set publicUrl` },
        403,
      );
    }
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== asked.origin && origin !== own.origin) {
      return c.json({ error: `a page of ${origin} may not use what needs no key` }, 403);
    }
    return next();
  };
}
