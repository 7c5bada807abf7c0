import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { licencesOf } from "../licences";

const REPOSITORY = path.resolve(__dirname, "../..");
const SOURCE = path.join(REPOSITORY, "cli/report/page");

/** Writes what the page of a report runs and looks like into a folder: `page.js` and `page.css`, and the licences of others. */
export function bundlePage(folder: string): void {
  const { metafile } = buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: [path.join(SOURCE, "page.ts")],
    outfile: path.join(folder, "page.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    banner: {
      js: "/* Has Observable Plot and D3, ISC licence: page.licences.txt in the package pulumi-wherobots */",
    },
    logLevel: "warning",
    metafile: true,
  });
  copyFileSync(path.join(SOURCE, "page.css"), path.join(folder, "page.css"));
  writeFileSync(path.join(folder, "page.licences.txt"), licencesOf(REPOSITORY, Object.keys(metafile.inputs)));
}
