import { type Context, Hono } from "hono";
import { ControlBodies, ControlBodyError } from "./control-bodies";
import { controlPage } from "./control-page";
import type { EmulatorControls } from "./emulator";

/** Everything below it belongs to the control surface, which is neither recorded nor faulty. */
export const CONTROL_PATH = "/__emulator/";

/** What a POST to the control surface does with the emulator. */
type Control = (request: { body: unknown; id: string }) => void;

/** The controls of the emulator over HTTP, for other processes. Errors are `{error}` with 400 or 404. */
export function controlRouter(emulator: EmulatorControls): Hono {
  const app = new Hono();
  app.get("/", (c) => c.html(controlPage(emulator)));
  app.get("/requests", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    return c.json({ requests: emulator.requests.filter(({ seq }) => !(seq <= since)) });
  });
  app.get("/runs", (c) => c.json({ runs: emulator.runs(), now: emulator.now() }));
  for (const [path, control] of Object.entries(controlsOf(emulator))) {
    app.post(path, async (c) => {
      control({ body: await jsonOf(c), id: c.req.param("id") ?? "" });
      return c.json({ ok: true });
    });
  }
  const root = new Hono();
  root.onError((error, c) => c.json({ error: error.message }, statusOf(error)));
  root.notFound((c) => c.json({ error: `no control ${c.req.method} ${c.req.path}` }, 404));
  root.route(CONTROL_PATH, app);
  return root;
}

function controlsOf(emulator: EmulatorControls): Record<string, Control> {
  // Most emulators are started by tests in their own process, which never get here.
  let made: ControlBodies | undefined;
  const bodies = (): ControlBodies => (made ??= new ControlBodies());
  return {
    "/fault": ({ body }) => emulator.fault(bodies().faultRule(body)),
    "/clear-faults": () => emulator.clearFaults(),
    "/plan": ({ body }) => emulator.plan(bodies().planRule(body)),
    "/advance": ({ body }) => emulator.advance(bodies().milliseconds(body)),
    "/reset": () => emulator.reset(),
    "/forget-runs": () => emulator.forgetRuns(),
    "/expire/:id": ({ id }) => emulator.expire(id),
    "/revoke": ({ body }) => emulator.revoke(bodies().apiKey(body)),
    "/restore": ({ body }) => emulator.restore(bodies().apiKey(body)),
    "/finish/:id": ({ body, id }) => emulator.finish(id, bodies().outcome(body)),
  };
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
