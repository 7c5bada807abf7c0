import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { anchor, prose } from "../../scripts/site/markdown";
import { REPOSITORY } from "./repository";

export { table } from "../../scripts/schema/input-tables";
export { prose };

/** Folders of others, of tools, or of what is built. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage", "docs-api"]);

/** Every Markdown file of the repository, as a path from its root. */
export function markdownFiles(folder = ""): string[] {
  const entries = readdirSync(path.join(REPOSITORY, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.name.startsWith(".") || LEFT_OUT.has(entry.name)) return [];
    if (entry.isDirectory()) return markdownFiles(file);
    return entry.name.endsWith(".md") ? [file] : [];
  });
}

export function read(file: string): string {
  return readFileSync(path.join(REPOSITORY, file), "utf8");
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** Line of the file where the code begins, from 1. */
  readonly line: number;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  const fence = /^```(\w*)\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map(({ 1: language = "", 2: code = "", index }) => ({
    language,
    code,
    line: markdown.slice(0, index).split("\n").length + 1,
  }));
}

/** The targets of links and images. */
export function links(markdown: string): string[] {
  return [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** The anchors that a page's headings give it, as GitHub makes them. */
export function anchors(markdown: string): Set<string> {
  const headings = [...prose(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, text = ""]) => text);
  return new Set(headings.map(anchor));
}

/** What stands in `inline code`, with one backtick or two. */
export function inlineCode(text: string): string[] {
  return [...text.matchAll(/(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)/g)].map(([, , code = ""]) => code.trim());
}

/** The cells of the rows of the first table below a heading, without the header. */
export function tableBelow(markdown: string, heading: string): string[][] {
  const start = markdown.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`no heading: ${heading}`);
  const [, rows = ""] = /^\|[-| :]+\|\n((?:\|.*\n)+)/m.exec(markdown.slice(start)) ?? [];
  return rows
    .trimEnd()
    .split("\n")
    .map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll("\\|", "|")));
}

/** What the items of the list below a heading begin with, up to the next heading: the first `code` of each. */
export function namesListedBelow(markdown: string, heading: string): string[] {
  const start = markdown.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`no heading: ${heading}`);
  const [section = ""] = markdown.slice(start + heading.length + 2).split(/^#/m);
  return [...section.matchAll(/^- `([^`]+)`/gm)].map(([, name = ""]) => name);
}

/**
 * The part of a page between `<!-- name -->` and `<!-- /name -->`. With UPDATE_DOCS set in the environment it is
 * first replaced with what it should be.
 */
export function generatedPart(file: string, name: string, expected: string): string {
  const markdown = read(file);
  const part = new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(<!-- /${name} -->)`);
  const [, , found] = part.exec(markdown) ?? [];
  if (found === undefined) throw new Error(`${file} has no part ${name}`);
  if (process.env["UPDATE_DOCS"] === undefined) return found;
  writeFileSync(
    path.join(REPOSITORY, file),
    markdown.replace(part, (_, before: string, __, after: string) => before + expected + after),
  );
  return expected;
}
