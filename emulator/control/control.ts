import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { MAX_JSON_BYTES, readBody } from "../http/admission";
import { sameSite } from "../http/same-site";
import { NoSuchRunError } from "../runs/store";
import { NoSuchStorageError } from "../storage/storage-sources";
import { ControlBodies, ControlBodyError } from "./control-bodies";
import type { EmulatorControls } from "./controls";

/** Everything below it belongs to the control surface, which is neither recorded nor faulty. */
export const CONTROL_PATH = "/__emulator/";

interface ControlEnv {
  Bindings: HttpBindings;
}

/** What a POST to the control surface does with the emulator. */
type Control = (request: { body: unknown; id: string }) => void;

/** The controls of the emulator over HTTP, for other processes. Errors are `{error}` with 400 or 404. */
export function controlRouter(emulator: EmulatorControls, publicUrl: () => string): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>();
  app.get("/requests", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    return c.json({ requests: emulator.requests.filter(({ seq }) => !(seq <= since)) });
  });
  app.get("/runs", (c) => c.json({ runs: emulator.runs(), now: emulator.now() }));
  app.get("/files", (c) => c.json({ files: emulator.files() }));
  for (const [path, control] of Object.entries(controlsOf(emulator))) {
    app.post(path, async (c) => {
      control({ body: await jsonOf(c.env.incoming), id: c.req.param("id") ?? "" });
      return c.json({ ok: true });
    });
  }
  const root = new Hono<ControlEnv>();
  root.use("*", sameSite(publicUrl));
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
    "/access/:id": ({ body, id }) => emulator.setAccess(id, bodies().storageAccess(body)),
    "/finish/:id": ({ body, id }) => emulator.finish(id, bodies().outcome(body)),
  };
}

async function jsonOf(incoming: IncomingMessage): Promise<unknown> {
  const body = await readBody(incoming, MAX_JSON_BYTES);
  if (typeof body === "string") throw new ControlBodyError("the body is too long, or broke off");
  const text = body.toString();
  if (text.trim() === "") return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (cause) {
    throw new ControlBodyError("the body is not JSON", { cause });
  }
}

function statusOf(error: Error): 400 | 404 | 500 {
  if (error instanceof NoSuchRunError || error instanceof NoSuchStorageError) return 404;
  return error instanceof ControlBodyError || error instanceof RangeError ? 400 : 500;
}
