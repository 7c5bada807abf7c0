import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { version } from "../../package.json";
import { PLUGIN_DOWNLOAD_URL } from "../schema/package-schema";
import { apiPages, entryPages } from "./api-pages";
import { brokenLinks } from "./broken-links";
import { withHeading, withLinks } from "./markdown";
import { navigation } from "./navigation";
import { type GeneratedPage, siteLink, sitePages } from "./pages";
import { schemaPages } from "./schema-pages";
import { SETTINGS, type SiteSettings } from "./vitepress-config";

/** Where files of the repository can be read that are no pages. */
const REPOSITORY_ADDRESS = PLUGIN_DOWNLOAD_URL.replace("github://api.github.com", "https://github.com");

/** Names every word of every test, so it would be the answer to each search. */
const NOT_SEARCHED = ["docs/proofs.md"];

/** Where to build the site, and for which place on its host. */
export interface SiteOptions {
  readonly repository: string;
  readonly site: string;
  /** A folder for pages on their way. It is emptied. */
  readonly scratch: string;
  readonly base: string;
}

/** Builds the site. What is wrong with it afterwards: nothing is, if the answer is empty. */
export function buildSite({ repository, site, scratch, base }: SiteOptions): string[] {
  const pages = path.join(scratch, "pages");
  rmSync(scratch, { recursive: true, force: true });
  const api = apiPages(repository, path.join(scratch, "typedoc"));
  const sidebar = writePages(repository, pages, api);
  // Pages become modules, which import the generator's own wherever they lie.
  symlinkSync(path.join(repository, "node_modules"), path.join(scratch, "node_modules"), "junction");
  const settings: SiteSettings = {
    pages,
    site,
    cache: path.join(scratch, "cache"),
    base,
    sidebar,
    repository: REPOSITORY_ADDRESS,
    version,
  };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(repository, "node_modules/vitepress/bin/vitepress.js"),
      "build",
      path.join(__dirname, "vitepress"),
    ],
    { encoding: "utf8", env: { ...process.env, [SETTINGS]: JSON.stringify(settings) } },
  );
  return status === 0 ? brokenLinks(site, base) : [stdout + stderr];
}

/** Every page with links as the site has them, and the pictures. The list at the side is the answer. */
function writePages(
  repository: string,
  folder: string,
  api: readonly GeneratedPage[],
): SiteSettings["sidebar"] {
  const pages = sitePages(repository);
  const schema = schemaPages();
  const source = `${REPOSITORY_ADDRESS}/blob/main`;
  for (const { file, route } of pages) {
    const markdown = readFileSync(path.join(repository, file), "utf8");
    const linked = withLinks(withHeading(markdown), (link) =>
      siteLink(repository, pages, file, link, source),
    );
    write(folder, route, NOT_SEARCHED.includes(file) ? `---\nsearch: false\n---\n\n${linked}` : linked);
  }
  for (const { route, markdown } of [...schema, ...api]) {
    write(folder, route, `---\npageClass: reference\n---\n\n${markdown}`);
  }
  const pictures = readdirSync(path.join(repository, "docs")).filter((name) => /\.(svg|png)$/.test(name));
  mkdirSync(path.join(folder, "public"), { recursive: true });
  for (const name of pictures) {
    copyFileSync(path.join(repository, "docs", name), path.join(folder, "public", name));
  }
  return navigation(pages, [...schema, ...entryPages(api)]);
}

function write(folder: string, route: string, markdown: string): void {
  const file = path.join(folder, `${route}.md`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, markdown);
}
