import { type Context, Hono } from "hono";
import { ControlBodies, ControlBodyError } from "./control-bodies";
import { controlPage } from "./control-page";
import type { EmulatorControls } from "./emulator";

/** Everything below it belongs to the control surface, which is neither recorded nor faulty. */
export const CONTROL_PATH = "/__emulator/";

/** The controls of the emulator over HTTP, for other processes. Errors are `{error}` with 400 or 404. */
export function controlRouter(emulator: EmulatorControls): Hono {
  const app = new Hono().basePath(CONTROL_PATH.slice(0, -1));
  const bodies = new ControlBodies();
  app.onError((error, c) => c.json({ error: error.message }, statusOf(error)));
  app.notFound((c) => c.json({ error: `no control ${c.req.method} ${c.req.path}` }, 404));
  app.get("/", (c) => c.html(controlPage(emulator)));
  app.get("/requests", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    return c.json({ requests: emulator.requests.filter(({ seq }) => !(seq <= since)) });
  });
  app.get("/runs", (c) => c.json({ runs: emulator.runs(), now: emulator.now() }));
  app.post("/fault", async (c) => done(c, emulator.fault(bodies.faultRule(await jsonOf(c)))));
  app.post("/clear-faults", (c) => done(c, emulator.clearFaults()));
  app.post("/plan", async (c) => done(c, emulator.plan(bodies.planRule(await jsonOf(c)))));
  app.post("/advance", async (c) => done(c, emulator.advance(bodies.milliseconds(await jsonOf(c)))));
  app.post("/reset", (c) => done(c, emulator.reset()));
  app.post("/forget-runs", (c) => done(c, emulator.forgetRuns()));
  app.post("/expire/:id", (c) => done(c, emulator.expire(c.req.param("id"))));
  app.post("/revoke", async (c) => done(c, emulator.revoke(bodies.apiKey(await jsonOf(c)))));
  app.post("/restore", async (c) => done(c, emulator.restore(bodies.apiKey(await jsonOf(c)))));
  app.post("/finish/:id", async (c) => {
    const outcome = bodies.outcome(await jsonOf(c));
    return done(c, emulator.finish(c.req.param("id"), outcome));
  });
  return app;
}

function done(c: Context, _effect: void): Response {
  return c.json({ ok: true });
}

async function jsonOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === "") return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (cause) {
    throw new ControlBodyError("the body is not JSON", { cause });
  }
}

function statusOf(error: Error): 400 | 404 | 500 {
  if (error instanceof ControlBodyError) return 400;
  return error instanceof RangeError ? 404 : 500;
}
