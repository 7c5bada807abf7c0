/** A link or an image: its target, and where that stands. */
const LINK = /(\]\()([^)\s]+)(\))/g;

const FENCE = /^```\w*\n[\s\S]*?^```$/gm;

/** Settings of a page, before its text. */
const FRONT_MATTER = /^---\ntitle: (.+)\n[\s\S]*?^---$/m;

/** The text without its blocks of code, in which links and headings mean nothing. */
export function prose(markdown: string): string {
  return markdown.replace(FENCE, "");
}

/** The address of a heading on its page, as GitHub makes it. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .replace(/ /g, "-");
}

/** The page with another target for each link outside of its code. */
export function withLinks(markdown: string, target: (link: string) => string): string {
  const code = markdown.match(FENCE) ?? [];
  return markdown
    .split(FENCE)
    .map((text) =>
      text.replace(LINK, (_, before: string, link: string, after: string) => before + target(link) + after),
    )
    .reduce((page, text, index) => page + (code[index - 1] ?? "") + text);
}

/** The title of the page: its first heading without markup, or what it says before its text. */
export function titleOf(markdown: string): string {
  const [, title = ""] = /^# (.+)$/m.exec(prose(markdown)) ?? FRONT_MATTER.exec(markdown) ?? [];
  return title.replaceAll("`", "");
}

/** The page without what the Registry wants to know of it: its title is a heading. */
export function withHeading(markdown: string): string {
  return markdown.replace(FRONT_MATTER, (_, title: string) => `# ${title}\n`);
}
