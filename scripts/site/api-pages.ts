import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { withLinks } from "./markdown";
import type { GeneratedPage, SitePage } from "./pages";

/** Where the pages of an entry lie on the site; its own is at the name that programs import. */
const FOLDER = "reference";

/**
 * A page for each entry of the package that people import, then one for each name that it exports. TypeDoc makes them of the
 * sources and their documentation.
 *
 * @param scratch a folder of their own, which is emptied
 * @throws Error with what TypeDoc says, where something that is exported has no documentation
 */
export function apiPages(repository: string, scratch: string): GeneratedPage[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(repository, "node_modules/typedoc/bin/typedoc"),
      ...["--options", path.join(__dirname, "typedoc/options.json")],
      ...["--out", scratch],
    ],
    // Its anchors are lower case in the language of the machine, and Turkish has another i.
    { cwd: repository, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", LC_ALL: "C" } },
  );
  if (status !== 0) throw new Error(`typedoc: ${stdout}${stderr}`);
  const files = readdirSync(scratch, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => file.endsWith(".md") && file !== "index.md")
    .sort();
  return files.map((file) => {
    const name = file.replace(/\.md$/, "");
    const isEntry = files.some((other) => other.startsWith(`${name}/`));
    const title = isEntry ? name : `${path.posix.basename(name)} (${path.posix.dirname(name)})`;
    const route = `${FOLDER}/${name}`;
    const markdown = readable(readFileSync(path.join(scratch, file), "utf8"), title);
    return {
      file: `${route}.md`,
      route,
      title,
      markdown: withLinks(markdown, (link) => siteLink(route, link)),
    };
  });
}

/** The pages of whole entries. */
export function entryPages(pages: readonly SitePage[]): SitePage[] {
  return pages.filter(({ title, route }) => route === `${FOLDER}/${title}`);
}

/** Links as other pages have them: from the root of the site. */
function siteLink(route: string, link: string): string {
  if (/^(https:|#)/.test(link)) return link;
  return path.posix.join("/", path.posix.dirname(route), link).replace(/\.md(?=#|$)/, "");
}

/** What TypeDoc has written, under a title of which there is no other, and shorter. */
function readable(markdown: string, title: string): string {
  return markdown
    .replace(/^# .*/, () => `# ${title}`)
    .replace(/^#+ Returns\n\n`void`\n+/gm, "")
    .replace(/^## References\n[\s\S]*/m, (references) => {
      const names = [...references.matchAll(/^Re-exports (\[.*\]\(.*\))$/gm)].map(([, link]) => link);
      return `## Types of other entries\n\nExported here too: ${names.join(", ")}.\n`;
    });
}
