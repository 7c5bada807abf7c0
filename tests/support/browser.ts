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

/** What is missing for tests in a browser. On a build server there must be one, so there nothing is: they fail. */
export function missingBrowser(): string | undefined {
  const isNeeded = process.env["CI"] === "true";
  return browserPath() === undefined && !isNeeded
    ? "no Chromium: install it, or set CHROMIUM to its path"
    : undefined;
}

/** Opens an address in a window of its own. */
export type OpenPage = (url: string, options?: BrowserContextOptions) => Promise<Page>;

/** A browser for all tests of a `describe`. */
export function browserForAll(): OpenPage {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const executablePath = browserPath();
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args });
  });
  afterAll(() => browser?.close());
  return async (url, options) => {
    if (!browser) throw new Error("a browser is there within a test alone");
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
}

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
