import type { SitePage } from "./pages";

/** A page in the list at the side, or a group of them. */
export interface NavigationItem {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly NavigationItem[];
}

/** Which pages stand together, and in which order; `*` stands for what no other group names. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Start: [
    "index",
    "start/typescript",
    "start/yaml",
    "start/python",
    "start/pipelines",
    "start/emulator",
    "comparison",
  ],
  "Set up": [
    "plugin",
    "installation-configuration",
    "projects",
    "pipelines",
    "kubernetes-operator",
    "moving-hosts",
  ],
  Jobs: ["job-run", "job-run-batch", "job-files", "files", "storage", "scale", "report", "coming-from"],
  Tests: ["testing", "emulator", "faults"],
  "When something is wrong": ["troubleshooting", "reliability", "performance", "proofs"],
  More: ["*", "security", "changelog", "contributing"],
};

/**
 * The list at the side: every page once.
 * @param generated pages of the reference, after the table of inputs
 */
export function navigation(pages: readonly SitePage[], generated: readonly SitePage[]): NavigationItem[] {
  const named = new Set(Object.values(GROUPS).flat());
  const isPlaced = ({ route }: SitePage): boolean =>
    named.has(route) || /^(examples|reference)(\/|$)/.test(route);
  const groups = Object.entries(GROUPS).map(([text, routes]) => ({
    text,
    items: routes
      .flatMap((route) => pages.filter((page) => (route === "*" ? !isPlaced(page) : page.route === route)))
      .map(item),
  }));
  const reference = {
    text: "Reference",
    items: [...startingWith(pages, "reference"), ...generated.map(item)],
  };
  const examples = { text: "Examples", items: startingWith(pages, "examples") };
  return [...groups.slice(0, 3), reference, ...groups.slice(3, -1), examples, ...groups.slice(-1)];
}

function startingWith(pages: readonly SitePage[], folder: string): NavigationItem[] {
  return pages
    .filter(({ route }) => route === folder || route.startsWith(`${folder}/`))
    .sort((a, b) => Number(b.route.endsWith("index")) - Number(a.route.endsWith("index")))
    .map(item);
}

function item({ route, title }: SitePage): NavigationItem {
  return { text: route === "index" ? "Overview" : title, link: `/${route.replace(/(^|\/)index$/, "$1")}` };
}
