import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where Chromium may be; the first that is there is taken. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Which Chromium there is: that of CHROMIUM in the environment, or the first on PATH. */
function browserPath(): string | undefined {
  const { CHROMIUM: given, PATH = "" } = process.env;
  const found = PATH.split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [given ?? "", ...found].find((file) => file !== "" && existsSync(file));
}

/** `describe` where there is a browser. On a build server there must be one; a person without one is told. */
export function describeWithBrowser(title: string, tests: (open: OpenPage) => void): void {
  const executablePath = browserPath();
  if (executablePath === undefined && process.env["CI"] !== "true") {
    // eslint-disable-next-line jest/no-disabled-tests
    describe.skip(`${title} (no Chromium: install it, or set CHROMIUM to its path)`, () => tests(none));
    return;
  }
  describe(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args });
    });
    afterAll(() => browser?.close());
    tests(async (url, options) => {
      const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    });
  });
}

/** Opens an address in a window of its own. */
export type OpenPage = (url: string, options?: BrowserContextOptions) => Promise<Page>;

const none: OpenPage = () => Promise.reject(new Error("there is no browser"));

const AXE = require.resolve("axe-core/axe.min.js");

/** What axe finds on a page that keeps people from using it, by rule and place. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // As code of the browser's own: the page's policy allows no other script.
  await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

interface AxeResults {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

/** True if the page is wider than its window. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
