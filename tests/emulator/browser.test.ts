import type { Page } from "playwright-core";
import { accessibilityProblems, browserForAll, missingBrowser, scrollsSideways } from "../support/browser";
import { describeUnless } from "../support/engine/describe-unless";
import { itSampled } from "../support/sample";
import { emulatorPerTest } from "./api-caller";

const HOSTILE = `</pre></title><script>window.hit = 1</script><img src=x onerror="window.hit = 2">`;
const api = emulatorPerTest({
  plans: [
    {
      match: { name: "open-*" },
      plan: { neverEnds: true, logs: { count: 40, text: `line {n} ${HOSTILE}` } },
    },
  ],
});

const submit = async (name: string): Promise<string> => {
  const id = await api.submit({ name, runPython: { uri: "s3://jobs/load.py", args: [HOSTILE] } });
  api.emulator.advance(5_000);
  return id;
};
const address = (path = "/"): string => `${api.emulator.url}${path}`;

describeUnless(missingBrowser(), "the emulator's pages in a browser", () => {
  const open = browserForAll();

  it("show runs and requests as they come, without a reload and without losing the focus", async () => {
    await submit("first-run-1");
    const page = await open(address());
    await page.getByRole("link", { name: "first-run-1" }).focus();
    await submit("open-run-2");
    await page.getByRole("row", { name: /open-run-2.*RUNNING/ }).waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("first-run-1");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "first-run-1" }).waitFor();
  });

  it("stand still once somebody says so", async () => {
    const page = await open(address());
    await page.clock.install();
    await page.reload();
    await page.getByLabel("Live").uncheck();
    await submit("later-run-1");
    await page.clock.runFor(10_000);
    expect(await page.getByRole("link", { name: "later-run-1" }).count()).toBe(0);
    await page.getByLabel("Live").check();
    await page.clock.runFor(2_000);
    await page.getByRole("link", { name: "later-run-1" }).waitFor();
  });

  it.each([
    ["Finish", "COMPLETED"],
    ["Fail", "FAILED"],
    ["Cancel", "CANCELLED"],
  ])("%s ends a run as %s", async (label, status) => {
    const id = await submit("open-run-1");
    const page = await open(address(`/runs/${id}`));
    await page.getByRole("button", { name: label }).click();
    await page.locator(".status", { hasText: status }).waitFor();
    expect(api.emulator.runs()).toEqual([expect.objectContaining({ status })]);
  });

  it("let a record expire, and add a fault for the next requests", async () => {
    const id = await submit("open-run-1");
    const page = await open(address(`/runs/${id}`));
    await page.getByLabel("Answer the next").fill("2");
    await page.getByLabel("with").selectOption("503");
    await page.getByRole("button", { name: "Add this fault" }).click();
    await page.getByText("The fault waits").waitFor();
    const statuses = [];
    for (let reads = 0; reads < 3; reads++) statuses.push((await api.get(`/runs/${id}`)).status);
    expect(statuses).toEqual([503, 503, 200]);
    await page.getByRole("button", { name: "expire" }).click();
    await page.getByText("The record has expired").waitFor();
    expect((await api.get(`/runs/${id}`)).status).toBe(404);
  });

  it("are inert, whatever names, arguments and logs hold", async () => {
    const id = await submit("open-run-1");
    for (const path of ["/", `/runs/${id}`]) {
      const page = await open(address(path));
      await page.waitForFunction("document.documentElement.hasAttribute('data-script')");
      expect(await page.evaluate("window.hit")).toBeUndefined();
    }
  });

  const LOOKS = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["a phone", { viewport: { width: 390, height: 800 } }],
  ] as const;
  itSampled("looks of the pages", LOOKS, { keep: 1 / 3 })(
    "have nothing that keeps people from using them (%s)",
    async (_look, options) => {
      await submit("ended-run-1");
      const id = await submit("open-run-2");
      api.emulator.finish(await submit("open-run-3"), "FAILED");
      for (const path of ["/", `/runs/${id}`, "/nowhere"]) {
        const page: Page = await open(address(path), options);
        expect([path, await accessibilityProblems(page), await scrollsSideways(page)]).toEqual([
          path,
          [],
          false,
        ]);
        if (process.env["SCREENSHOTS"])
          await page.screenshot({
            path: `${process.env["SCREENSHOTS"]}/${_look}-${path.length}.png`,
            fullPage: true,
          });
      }
    },
  );
});
