import path from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { licencesOf, packagesOf } from "../licences";
import { lateModules } from "./late-modules";

/** The files that the launcher and the plugin are bundled into, beside the schema. */
const LAUNCHER = "pulumi-resource-wherobots.cjs";
const PLUGIN = "plugin.cjs";

/** What the launcher takes from the package; components are there when the first one is asked for. */
const PLUGIN_ENTRY = `
exports.main = require("./provider/hosts/plugin/main").main;
Object.defineProperty(exports, "COMPONENTS", { get: () => require("./sdk/plugin/components").COMPONENTS });
`;

/** Turns functions into text for the dynamic provider, which a plugin never does: more than half of all code. */
const SERIALIZATION = /^(@npmcli\/arborist|normalize-package-data|fdir|(\.\.?\/)+typescript-shim)$/;

/** What every operating system runs, as texts by the names of their files. */
export interface Bundle {
  readonly files: ReadonlyMap<string, string>;
  /** Of the packages of which the plugin has a part. */
  readonly licences: string;
  /** Where the packages lie of which the plugin has a part, as the lock file names the places. Sorted. */
  readonly packages: readonly string[];
}

/** @throws if a package that is part of it has no licence */
export async function bundlePlugin(repository: string): Promise<Bundle> {
  const shared = { absWorkingDir: repository, bundle: true, write: false, metafile: true } as const;
  const common: BuildOptions & typeof shared = {
    ...shared,
    platform: "node",
    format: "cjs",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    // The names of modules are part of the bundle: where `node_modules` is a link, they are as if it were none.
    preserveSymlinks: true,
    // Names stay, for the stacks of errors.
    minifyWhitespace: true,
    minifySyntax: true,
  };
  const launcher = await build({
    ...common,
    // An old Node reads it, to say that it is old.
    target: "es2015",
    minifyWhitespace: false,
    entryPoints: [path.join(repository, "plugin", LAUNCHER)],
    plugins: [besideTheLauncher(repository)],
  });
  const plugin = await build({
    ...common,
    target: "node20.19",
    stdin: { contents: PLUGIN_ENTRY, resolveDir: repository },
    plugins: [lateModules(repository), withoutSerialization()],
  });
  return {
    files: new Map([
      [LAUNCHER, textOf(launcher)],
      [PLUGIN, textOf(plugin)],
    ]),
    licences: licencesOf(repository, inputsOf(plugin.metafile)),
    packages: packagesOf(inputsOf(plugin.metafile)),
  };
}

/** The launcher requires parts of `dist/`: the one that an old Node runs becomes part of it, all others are the plugin. */
function besideTheLauncher(repository: string): Plugin {
  return {
    name: "beside-the-launcher",
    setup(bundler) {
      bundler.onResolve({ filter: /^\.\/schema\.json$/ }, ({ path: name }) => ({
        path: name,
        external: true,
      }));
      bundler.onResolve({ filter: /^\.\.\/dist\// }, ({ path: name }) =>
        name.endsWith("/node-version.js")
          ? { path: path.join(repository, "provider/node-version.ts") }
          : { path: `./${PLUGIN}`, external: true },
      );
    },
  };
}

function withoutSerialization(): Plugin {
  const namespace = "left-out";
  return {
    name: namespace,
    setup(bundler) {
      bundler.onResolve({ filter: SERIALIZATION }, ({ path: name }) => ({ path: name, namespace }));
      bundler.onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({ contents: leftOut(name) }));
    },
  };
}

/** Helpers of compiled modules look at `__esModule` and list the keys; whoever uses a key hears why it is not there. */
function leftOut(name: string): string {
  const message = JSON.stringify(`the plugin cannot serialize functions: it comes without ${name}`);
  return `module.exports = new Proxy({}, { get(_, key) { if (key === "__esModule") return undefined; throw new Error(${message}); } });`;
}

function textOf({ outputFiles }: { outputFiles: readonly { readonly text: string }[] }): string {
  const [file] = outputFiles;
  if (!file) throw new Error("esbuild wrote no file");
  return file.text;
}

/** What is really in it: of a module that only has types nothing is left. */
function inputsOf({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
}
