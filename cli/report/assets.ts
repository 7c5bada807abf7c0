import { readFileSync } from "node:fs";
import path from "node:path";
import type { PageAssets } from "./html";

/** Where `npm run build` puts what the page runs and looks like, beside this compiled file. */
const FOLDER = path.join(__dirname, "page");

/** Reads them. */
export function pageAssets(folder = FOLDER): PageAssets {
  const read = (name: string): string => readFileSync(path.join(folder, name), "utf8");
  return { script: read("page.js"), style: read("page.css") };
}
