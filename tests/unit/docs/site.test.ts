import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { packageSchema } from "../../../scripts/schema/package-schema";
import { brokenLinks } from "../../../scripts/site/broken-links";
import { withHeading, withLinks } from "../../../scripts/site/markdown";
import { type NavigationItem, navigation } from "../../../scripts/site/navigation";
import { NOT_ON_THE_SITE, siteLink, sitePages } from "../../../scripts/site/pages";
import { schemaPages } from "../../../scripts/site/schema-pages";
import { markdownFiles } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";

const PAGES = sitePages(REPOSITORY);
const SOURCE = "https://example.test/blob/main";

describe("the list at the side of the site", () => {
  const items = linksIn(navigation(PAGES, schemaPages()));

  it("has every page of docs/ and of the examples once, under its title", () => {
    const files = markdownFiles().filter((file) => /^(docs|examples)\//.test(file));
    const expected = files.filter((file) => !NOT_ON_THE_SITE.includes(file)).map(routeTo);
    expect(items).toEqual(expect.arrayContaining(expected));
    expect(new Set(items).size).toBe(items.length);
  });

  it("takes in a page that nobody has placed", () => {
    const page = { file: "docs/new.md", route: "new", title: "New" };
    const more = navigation([...PAGES, page], []).at(-1);
    expect(more?.items).toContainEqual({ text: "New", link: "/new" });
  });

  it("has the start pages for five kinds of readers", () => {
    expect(items.filter((link) => link.startsWith("/start/"))).toHaveLength(5);
  });
});

it("no page is without a title", () => {
  expect([...PAGES, ...schemaPages()].filter(({ title }) => title === "")).toEqual([]);
});

describe("a link of a page", () => {
  it.each([
    ["docs/files.md", "job-run.md#create", "/job-run#create"],
    ["docs/start/yaml.md", "../../README.md#how-people-run-things", "/#how-people-run-things"],
    ["README.md", "examples", "/examples/"],
    ["README.md", "examples/chain", "/examples/chain"],
    ["README.md", "LICENSE", `${SOURCE}/LICENSE`],
    ["docs/proofs.md", "../tests/engine/batch.test.ts", `${SOURCE}/tests/engine/batch.test.ts`],
    ["docs/performance.md", "performance.svg", "/performance.svg"],
    ["docs/plugin.md", "#yaml", "#yaml"],
    ["docs/plugin.md", "https://example.test/x.md", "https://example.test/x.md"],
  ])("of %s to %s leads to %s", (from, link, target) => {
    expect(siteLink(REPOSITORY, PAGES, from, link, SOURCE)).toBe(target);
  });

  it("to nothing ends the build", () => {
    expect(() => siteLink(REPOSITORY, PAGES, "docs/files.md", "gone.md", SOURCE)).toThrow("gone.md");
  });

  it("stays as it is within code", () => {
    const page = "[a](a.md)\n\n```ts\nf[0](a.md);\n```\n\n[b](b.md)\n";
    expect(withLinks(page, (link) => link.toUpperCase())).toBe(
      "[a](A.MD)\n\n```ts\nf[0](a.md);\n```\n\n[b](B.MD)\n",
    );
  });
});

it("what the Registry wants to know of a page becomes its heading", () => {
  expect(withHeading("---\ntitle: Set up\nlayout: package\n---\n\nText\n")).toBe("# Set up\n\n\nText\n");
});

it("each resource, function and type of the schema has its place in the reference", () => {
  const { resources, functions, types } = packageSchema();
  const text = schemaPages().map(({ markdown }) => markdown);
  const headings = text.flatMap((page) => [...page.matchAll(/^##? (.+)$/gm)].map(([, title]) => title));
  const names = [resources, functions, types].flatMap(Object.keys).map((token) => token.replace(/.*:/, ""));
  expect(headings).toEqual(expect.arrayContaining(names));
  expect(text.join("\n")).not.toMatch(/\{\{|undefined/);
});

describe("what is wrong with a built site", () => {
  let site: string;
  beforeEach(() => {
    site = mkdtempSync(path.join(os.tmpdir(), "wherobots-site-"));
    mkdirSync(path.join(site, "guide"));
    writeFileSync(path.join(site, "index.html"), `<h2 id="top">Top</h2>`);
  });
  afterEach(() => rmSync(site, { recursive: true, force: true }));

  it.each([
    ["a page that is not there", `<a href="/base/gone">`, ["guide/page.html: /base/gone is not there"]],
    ["a heading that is not there", `<a href="/base/#gone">`, ["guide/page.html: /base/#gone is not there"]],
    ["a heading of its own that is not there", `<a href="#gone">`, ["guide/page.html: #gone is not there"]],
    ["a picture that is not there", `<img alt="" src="/base/x.svg">`, ["guide/page.html: loads /base/x.svg"]],
    [
      "a script of another host",
      `<script defer src="https://cdn.test/a.js"></script>`,
      ["guide/page.html: loads https://cdn.test/a.js"],
    ],
    ["nothing", `<a href="/base/#top"><a href="/base/guide/page"><a href="https://example.test/">`, []],
  ])("is found: %s", (_, html, expected) => {
    writeFileSync(path.join(site, "guide/page.html"), html);
    expect(brokenLinks(site, "/base/")).toEqual(expected);
  });
});

function routeTo(file: string): string {
  return siteLink(REPOSITORY, PAGES, "README.md", file, SOURCE);
}

function linksIn(items: readonly NavigationItem[]): string[] {
  return items.flatMap(({ link, items: inner = [] }) => [
    ...(link === undefined ? [] : [link]),
    ...linksIn(inner),
  ]);
}
