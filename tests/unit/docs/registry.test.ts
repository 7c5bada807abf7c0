import { packageSchema } from "../../../scripts/schema/package-schema";
import { codeBlocks, links, prose, read } from "../../support/markdown";

/*
 * What the Pulumi Registry asks of a package's own pages, in its README and its template for pull requests
 * (github.com/pulumi/registry).
 */

const OVERVIEW = "docs/_index.md";
const INSTALLATION = "docs/installation-configuration.md";
/** By the names that its language chooser has. */
const LANGUAGES = ["typescript", "python", "go", "csharp", "java", "yaml"];

describe.each([OVERVIEW, INSTALLATION])("%s", (file) => {
  it("has no mistake by the Registry's rules", () => {
    expect(mistakes(read(file))).toEqual([]);
  });
});

it.each([
  ["a relative link", "[plugin](plugin.md)"],
  ["a link to Markdown", "[plugin](https://example.test/docs/plugin.md)"],
  ["a relative image", "![logo](logo.svg)"],
  ["raw HTML", "<br>"],
  ["a comment", "<!-- settings -->"],
])("would not pass with %s", (_, text) => {
  expect(mistakes(`${read(INSTALLATION)}\n${text}\n`)).not.toEqual([]);
});

it("would not pass without the settings before the text", () => {
  expect(mistakes("# Wherobots\n")).not.toEqual([]);
});

it(`${OVERVIEW} has an example in each language of the package, and names each in the chooser`, () => {
  const page = read(OVERVIEW);
  expect(codeBlocks(page).map(({ language }) => language)).toEqual(LANGUAGES);
  expect(page).toContain(`{{< chooser language "${LANGUAGES.join(",")}" >}}`);
  expect([...page.matchAll(/^\{\{% choosable language (\w+) %\}\}$/gm)].map(([, name]) => name)).toEqual(
    LANGUAGES,
  );
  const generated = Object.keys(packageSchema().language).filter((name) => name !== "nodejs");
  expect(LANGUAGES).toEqual(expect.arrayContaining(generated));
});

it(`${INSTALLATION} says how to install the plugin, and how to set the key in both ways`, () => {
  const { name, version, pluginDownloadURL } = packageSchema();
  const code = codeBlocks(read(INSTALLATION)).map((block) => block.code);
  expect(code).toEqual([
    `pulumi plugin install resource ${name} ${version} --server ${pluginDownloadURL}\n`,
    `pulumi config set --secret ${name}:apiKey\n`,
    "export WHEROBOTS_API_KEY=your-key\n",
  ]);
});

it("docs/logo.svg is square, and loads nothing", () => {
  const logo = read("docs/logo.svg");
  expect(logo).toMatch(/viewBox="0 0 (\d+) \1"/);
  expect(logo.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<script|<image|href/);
});

function mistakes(markdown: string): string[] {
  const text = prose(markdown).replace(/`[^`]*`/g, "");
  return [
    ...(/^---\ntitle: .+\nmeta_desc: .+\nlayout: package\n---\n/.test(markdown) ? [] : ["no settings"]),
    ...links(markdown).filter((link) => !link.startsWith("https://") || /\.md(#|$)/.test(link)),
    ...(text.match(/<[a-z!/][^>]*>/gi) ?? []),
  ];
}
