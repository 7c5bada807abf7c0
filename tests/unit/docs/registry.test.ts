import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "../../../scripts/schema/package-schema";
import { browserForAll, missingBrowser } from "../../support/browser";
import { describeUnless } from "../../support/engine/describe-unless";
import { codeBlocks, links, prose, read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";
import { itThorough } from "../../support/thorough";

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

describe("docs/logo.png, which the Registry shows", () => {
  const FILE = path.join(REPOSITORY, "docs/logo.png");

  it("is a PNG, 100 by 100, and the schema has its address", () => {
    const png = readFileSync(FILE);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([100, 100]);
    expect(packageSchema().logoUrl).toMatch(/^https:.*\/main\/docs\/logo\.png$/);
  });

  describeUnless(missingBrowser(), "in a browser", () => {
    const open = browserForAll();

    itThorough("looks as docs/logo.svg does (or: UPDATE_DOCS=1)", async () => {
      const page = await open("about:blank", { viewport: { width: 100, height: 100 } });
      const svg = dataUrl("svg+xml", readFileSync(path.join(REPOSITORY, "docs/logo.svg")));
      if (process.env["UPDATE_DOCS"] !== undefined) {
        await page.setContent(`<body style="margin: 0"><img alt="" width="100" src="${svg}">`);
        writeFileSync(FILE, await page.screenshot({ omitBackground: true }));
      }
      const images = [svg, dataUrl("png", readFileSync(FILE))];
      // Of 255, on average: browsers draw edges in their own ways.
      expect(await page.evaluate(`(${DIFFERENCE})(${JSON.stringify(images)})`)).toBeLessThan(1);
    });
  });
});

/** Code of a browser's own: by how much two images differ. */
const DIFFERENCE = `async (images) => {
  const pixels = async (src) => {
    const image = Object.assign(new Image(), { src });
    await image.decode();
    const canvas = new OffscreenCanvas(100, 100).getContext("2d");
    canvas.drawImage(image, 0, 0, 100, 100);
    return canvas.getImageData(0, 0, 100, 100).data;
  };
  const [one, other] = await Promise.all(images.map(pixels));
  return one.reduce((sum, value, index) => sum + Math.abs(value - other[index]), 0) / one.length;
}`;

function dataUrl(type: string, image: Buffer): string {
  return `data:image/${type};base64,${image.toString("base64")}`;
}

function mistakes(markdown: string): string[] {
  const text = prose(markdown).replace(/`[^`]*`/g, "");
  return [
    ...(/^---\ntitle: .+\nmeta_desc: .+\nlayout: package\n---\n/.test(markdown) ? [] : ["no settings"]),
    ...links(markdown).filter((link) => !link.startsWith("https://") || /\.md(#|$)/.test(link)),
    ...(text.match(/<[a-z!/][^>]*>/gi) ?? []),
  ];
}
