import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

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
  writeFileSync(path.join(folder, "page.licences.txt"), licencesOf(Object.keys(metafile.inputs)));
}

/** Of each package from which a file came. */
function licencesOf(files: readonly string[]): string {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const name = folder.replace(/^.*node_modules\//, "");
    return `${name}\n\n${licenceIn(path.resolve(REPOSITORY, folder), name)}`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

function licenceIn(folder: string, name: string): string {
  const file = existsSync(folder) ? readdirSync(folder).find((each) => /^licen[cs]e/i.test(each)) : undefined;
  if (file === undefined)
    throw new Error(`${name} stands in the page of a report, and has no licence to go with it`);
  return readFileSync(path.join(folder, file), "utf8");
}
