import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * What is wrong with the links of a built site: pages, files and headings that are not there, and anything that a
 * browser would load from another host.
 */
export function brokenLinks(site: string, base: string): string[] {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".html"),
  );
  const html = new Map(files.map((file) => [file, readFileSync(path.join(site, file), "utf8")]));
  return [...html].flatMap(([file, text]) => [
    ...targets(text, /<a [^>]*?href="([^"]+)"/g)
      .filter((target) => !/^(https?|mailto):/.test(target) && !leads(site, html, file, base, target))
      .map((target) => `${file}: ${target} is not there`),
    ...targets(text, /<(?:img|script|link) [^>]*?(?:src|href)="([^"]+)"/g)
      .filter((target) => /^(https?:)?\/\//.test(target) || !existsSync(fileOf(site, base, target)))
      .map((target) => `${file}: loads ${target}`),
  ]);
}

function targets(html: string, pattern: RegExp): string[] {
  return [...new Set([...html.matchAll(pattern)].map(([, target = ""]) => target))];
}

function leads(
  site: string,
  html: ReadonlyMap<string, string>,
  from: string,
  base: string,
  target: string,
): boolean {
  const [address = "", hash = ""] = target.split("#");
  const page = address === "" ? from : path.relative(site, fileOf(site, base, address));
  const text = html.get(page);
  if (text === undefined) return existsSync(path.join(site, page)) && hash === "";
  return hash === "" || text.includes(`id="${decodeURIComponent(hash)}"`);
}

function fileOf(site: string, base: string, address: string): string {
  const place = address.startsWith(base) ? address.slice(base.length) : address.replace(/^\//, "");
  const file = path.join(site, place);
  if (place === "" || place.endsWith("/")) return path.join(file, "index.html");
  return path.extname(place) === "" ? `${file}.html` : file;
}
