import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { titleOf } from "./markdown";

/** A Markdown file of the repository that the site shows. */
export interface SitePage {
  /** From the root of the repository. */
  readonly file: string;
  /** On the site, without a slash at the start or an ending: `start/yaml`, `examples/chain`, `index`. */
  readonly route: string;
  readonly title: string;
}

/** A page that is made when the site is built, with its text. */
export type GeneratedPage = SitePage & { readonly markdown: string };

/** Pages of the repository that do not lie in docs/ or examples/. */
const AT_THE_TOP = ["README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"];

/** For the Pulumi Registry alone: the home page says the same. */
export const NOT_ON_THE_SITE = ["docs/_index.md"];

/** Every page, in the order of their names. */
export function sitePages(repository: string): SitePage[] {
  const docs = below(repository, "docs").filter((file) => !NOT_ON_THE_SITE.includes(file));
  return [...AT_THE_TOP, ...docs, ...below(repository, "examples")].map((file) => ({
    file,
    route: routeOf(file),
    title: titleOf(readFileSync(path.join(repository, file), "utf8")),
  }));
}

function below(repository: string, folder: string): string[] {
  return readdirSync(path.join(repository, folder), { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return below(repository, file);
      return entry.name.endsWith(".md") ? [file] : [];
    })
    .sort();
}

function routeOf(file: string): string {
  if (file === "README.md") return "index";
  const page = file
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .toLowerCase();
  return page === "examples/readme" ? "examples/index" : page.replace(/\/readme$/, "");
}

/**
 * Where a link leads on the site: to a page, to an image beside the pages, or to the file in the repository.
 * @param from the file with the link
 * @param source address of the repository's files on the web
 */
export function siteLink(
  repository: string,
  pages: readonly SitePage[],
  from: string,
  link: string,
  source: string,
): string {
  if (/^(https?:|mailto:|#)/.test(link)) return link;
  const [relative = "", heading] = link.split("#");
  const file = path.posix.join(path.posix.dirname(from), relative).replace(/\/$/, "");
  const hash = heading === undefined ? "" : `#${heading}`;
  const page = pages.find((each) => each.file === file || each.file === `${file}/README.md`);
  if (page) return `/${page.route.replace(/(^|\/)index$/, "$1")}${hash}`;
  if (!existsSync(path.join(repository, file)))
    throw new Error(`${from} links to ${link}, which is not there`);
  return /\.(svg|png)$/.test(file) ? `/${path.posix.basename(file)}` : `${source}/${file}${hash}`;
}
