import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import manifest from "../../package.json";
import { exportsOf, localProgram } from "../../scripts/api-report/report";
import { buildSite } from "../../scripts/site/build";
import { sitePages } from "../../scripts/site/pages";
import { accessibilityProblems, browserForAll, missingBrowser, scrollsSideways } from "../support/browser";
import { describeUnless } from "../support/engine/describe-unless";
import { REPOSITORY } from "../support/repository";
import { describeThorough } from "../support/thorough";

const BASE = "/pulumi-wherobots/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const BUILD_MS = 240_000;
/** What programs import, with the source of each; `provider` is for states alone. */
const ENTRIES = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === "string" || name === "./provider"
    ? []
    : [
        [
          path.posix.join("pulumi-wherobots", name),
          path.join(REPOSITORY, target.types.replace("dist/", "").replace(".d.ts", ".ts")),
        ] as const,
      ],
);

describeThorough("the documentation as a site", () => {
  let folder: string;
  let problems: string[];
  let program: ReturnType<typeof localProgram>;
  let server: http.Server;
  const site = (): string => path.join(folder, "site");
  const address = (page: string): string =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}${page}`;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "wherobots-site-"));
    const scratch = path.join(folder, "scratch");
    program = localProgram(ENTRIES.map(([, file]) => file));
    problems = buildSite({ repository: REPOSITORY, site: site(), scratch, base: BASE });
    server = http.createServer(({ url = "" }, response) => answer(site(), url, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }, BUILD_MS);
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  it("is built with every page, without a broken link, and loads nothing from another host", () => {
    expect(problems).toEqual([]);
    const missing = sitePages(REPOSITORY).filter(
      ({ route }) => !existsSync(path.join(site(), `${route}.html`)),
    );
    expect(missing).toEqual([]);
  });

  it.each(ENTRIES)(
    "has %s in the list at its side, and what it exports on pages, documented",
    (entry, file) => {
      const page = readFileSync(path.join(site(), `reference/${entry}.html`), "utf8");
      expect(readFileSync(path.join(site(), "index.html"), "utf8")).toContain(`"${BASE}reference/${entry}"`);
      const names = exportsOf(file, program);
      const without = names.filter(
        ({ as, symbol }) =>
          !new RegExp(`href="${BASE}reference/pulumi-wherobots/(\\w+/)?${as}"`).test(page) ||
          symbol.getDocumentationComment(program.getTypeChecker()).length === 0,
      );
      expect(names).not.toEqual([]);
      expect(without.map(({ as }) => as)).toEqual([]);
    },
  );

  describeUnless(missingBrowser(), "in a browser", () => {
    const open = browserForAll();

    it.each([
      ["key was rejected", "The key was rejected", "troubleshooting#"],
      [
        "RunPythonArgs",
        "RunPythonArgs (pulumi-wherobots/plugin)",
        "reference/pulumi-wherobots/plugin/RunPythonArgs",
      ],
    ])("finds %s, and asks no other host for it", async (words, heading, place) => {
      const page = await open(address("plugin"));
      const foreign: string[] = [];
      page.on("request", (request) => {
        if (!request.url().startsWith(address("")) && request.url().startsWith("http"))
          foreign.push(request.url());
      });
      await page.getByRole("button", { name: "Search" }).first().click();
      await page.getByRole("searchbox").fill(words);
      await page.getByRole("option").first().click();
      await page.getByRole("heading", { name: heading }).waitFor();
      expect(page.url()).toContain(`${BASE}${place}`);
      expect(foreign).toEqual([]);
    });

    it.each(
      [
        "",
        "start/yaml",
        "job-run",
        "comparison",
        "reference/job-run",
        "reference/pulumi-wherobots/plugin/JobRun",
      ].flatMap((page) => [[page, "light", 390] as const, [page, "dark", 1200] as const]),
    )("%s can be used by everybody, in %s colours, %i wide", async (name, colorScheme, width) => {
      const page = await open(address(name), { colorScheme, viewport: { width, height: 800 } });
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await scrollsSideways(page)).toBe(false);
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });
});

/** As any host of static files: an address without an ending is a page. */
function answer(site: string, url: string, response: http.ServerResponse): void {
  const place = decodeURIComponent(url.replace(BASE, "/").replace(/[?#].*/, ""));
  const page = place.endsWith("/") ? `${place}index.html` : place;
  const file = path.extname(page) === "" ? `${page}.html` : page;
  try {
    const content = readFileSync(path.join(site, file));
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}
