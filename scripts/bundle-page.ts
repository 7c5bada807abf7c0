import { copyFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

const REPOSITORY = path.resolve(__dirname, "..");
const FOLDER = "cli/report/page";

/** A part of `npm run build`: what the page of a report runs and looks like, each as one text that stands in the page. */
function main(): void {
  const [from, to] = [path.join(REPOSITORY, FOLDER), path.join(REPOSITORY, "dist", FOLDER)];
  buildSync({
    entryPoints: [path.join(from, "page.ts")],
    outfile: path.join(to, "page.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
  });
  copyFileSync(path.join(from, "page.css"), path.join(to, "page.css"));
}

main();
