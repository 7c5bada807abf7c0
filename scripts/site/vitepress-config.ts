import { anchor } from "./markdown";
import type { NavigationItem } from "./navigation";

/** What the generator is told by scripts/site.ts, in the environment of its process. */
export interface SiteSettings {
  /** Where the pages lie, with absolute links. */
  readonly pages: string;
  readonly site: string;
  readonly cache: string;
  /** Where the site will lie on its host: `/`, or `/pulumi-wherobots/`. */
  readonly base: string;
  readonly sidebar: readonly NavigationItem[];
  readonly repository: string;
  readonly version: string;
}

/** The variable with the settings, as JSON. */
export const SETTINGS = "SITE_SETTINGS";

/** The configuration of VitePress. A link to a page that is not there ends the build. */
export function vitepressConfig(settings: SiteSettings): object {
  return {
    title: "pulumi-wherobots",
    description: "Wherobots job runs as Pulumi resources",
    lang: "en",
    base: settings.base,
    srcDir: settings.pages,
    outDir: settings.site,
    cacheDir: settings.cache,
    cleanUrls: true,
    // Else the index of the search has the pages as they happen to be ready, and no two sites are the same.
    buildConcurrency: 1,
    head: [["link", { rel: "icon", type: "image/svg+xml", href: `${settings.base}logo.svg` }]],
    markdown: {
      anchor: { slugify: anchor },
      // The usual themes have too little contrast on a grey ground.
      theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
      config: plainCornerCells,
    },
    // The search's own file is large, and is loaded by who searches.
    vite: { logLevel: "warn", build: { chunkSizeWarningLimit: 2_000 } },
    themeConfig: {
      logo: "/logo.svg",
      nav: [
        { text: "Examples", link: "/examples/" },
        { text: "Reference", link: "/reference" },
        { text: "Troubleshooting", link: "/troubleshooting" },
        { text: settings.version, link: "/changelog" },
      ],
      sidebar: settings.sidebar,
      outline: { level: [2, 3] },
      search: { provider: "local" },
      socialLinks: [{ icon: "github", link: settings.repository }],
      footer: { message: "Apache License 2.0. Not made by Wherobots or Pulumi." },
    },
  };
}

/** What is used here of markdown-it, with which VitePress reads pages. */
interface MarkdownParser {
  core: { ruler: { push(name: string, rule: (state: { tokens: MarkdownToken[] }) => void): void } };
}

interface MarkdownToken {
  readonly type: string;
  readonly content: string;
  tag: string;
}

/** An empty cell above the first column is no heading of it. */
function plainCornerCells({ core }: MarkdownParser): void {
  core.ruler.push("plain-corner-cells", ({ tokens }) => {
    tokens.forEach((token, index) => {
      const [content, close] = tokens.slice(index + 1, index + 3);
      if (token.type !== "th_open" || content?.content !== "" || close === undefined) return;
      token.tag = close.tag = "td";
    });
  });
}
