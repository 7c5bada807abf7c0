import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Plugin, PluginBuild } from "esbuild";
import { MODULES_OF_PULUMI } from "../../provider/hosts/pulumi-modules";

/** How the sources load one of their own modules late: `createRequire(__filename)("./late")`. */
const LATE = /\bcreateRequire\(__filename\)(?=\()/g;
/** How they load modules of the copy of Pulumi that the program has. */
const OF_PULUMI = /\bcreateRequire\(\s*require\.resolve\("@pulumi\/pulumi\/package\.json"\),?\s*\)/g;
const TABLE = "modules-of-pulumi";

/**
 * Has a bundle hold what the sources load at run time: their own late modules, which stay late, and modules of Pulumi,
 * of which the bundle has one copy.
 *
 * @param repository where the sources are
 */
export function lateModules(repository: string): Plugin {
  const pulumi = realpathSync(path.join(repository, "node_modules/@pulumi/pulumi"));
  return {
    name: "late-modules",
    setup(build) {
      build.onLoad({ filter: /[\\/](?:provider|sdk)[\\/].*\.ts$/ }, ({ path: file }) => ({
        contents: withPlainRequires(readFileSync(file, "utf8"), file),
        loader: "ts",
      }));
      addTable(build, pulumi);
    },
  };
}

/** @throws if a module is loaded in a way that would look for it at run time */
function withPlainRequires(text: string, file: string): string {
  const plain = text.replaceAll(LATE, "require").replaceAll(OF_PULUMI, `require("${TABLE}").load`);
  if (plain.includes("createRequire(")) throw new Error(`${file} loads a module that no bundle can hold`);
  return plain;
}

function addTable(build: PluginBuild, pulumi: string): void {
  const rows = MODULES_OF_PULUMI.map(
    (name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`,
  );
  build.onResolve({ filter: new RegExp(`^${TABLE}$`) }, ({ path: name }) => ({
    path: name,
    namespace: TABLE,
  }));
  build.onLoad({ filter: /.*/, namespace: TABLE }, () => ({
    contents: `const table = { ${rows.join(", ")} };\nexports.load = (name) => table[name]();`,
    // The names mean what they mean in there.
    resolveDir: pulumi,
  }));
}
