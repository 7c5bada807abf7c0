import { Hono } from "hono";
import { html } from "hono/html";
import { credentialOf } from "../accounts";
import { sameSite } from "../http/same-site";
import { OPENAPI_PATH } from "../openapi/serve";
import { OBJECT_PATH_PREFIX } from "../storage/presigned-url";
import type { World } from "../world";
import { controlPage } from "./control-page";
import type { EmulatorControls } from "./controls";
import { PAGE_HEADERS, page } from "./page";
import { runPage } from "./run-page";

const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Where there is nothing but a page. */
const CONTROL_PAGE = /^\/__emulator\/?$/;
/** What serves anybody, browsers too. */
const OPEN = new RegExp(`^(?:${OPENAPI_PATH}|/health|${OBJECT_PATH_PREFIX}.*)$`);

/** True for a browser that opens an address. Clients of the API ask for no page, or they bring a key. */
export function isForPage({ method, url, headers }: Request): boolean {
  const { pathname } = new URL(url);
  if (!READING.has(method) || OPEN.test(pathname)) return false;
  const isClient = credentialOf(Object.fromEntries(headers)) !== undefined;
  return CONTROL_PAGE.test(pathname) || (!isClient && headers.get("accept")?.includes("text/html") === true);
}

/** Pages for people at the addresses that they are shown. They are neither recorded nor faulty. */
export function pageRouter(world: World, controls: EmulatorControls): Hono {
  const app = new Hono({ strict: false });
  app.use("*", async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
  });
  app.use(
    "*",
    sameSite(() => world.url),
  );
  for (const path of ["/", "/runs", "/__emulator"]) {
    app.get(path, (c) => c.html(controlPage(controls, world.url)));
  }
  app.get("/runs/:id", (c) => {
    const run = world.runs.get(c.req.param("id"));
    if (run === undefined) return c.notFound();
    return c.html(runPage(world, run, controls.requests));
  });
  app.notFound((c) => {
    const content = html`<h1>Nothing here</h1>
<p>The emulator has no page for ${c.req.path}. A client of the API sends a key.</p>
<p><a href="/">All runs</a></p>`;
    return c.html(page("Nothing here", content), 404);
  });
  return app;
}
