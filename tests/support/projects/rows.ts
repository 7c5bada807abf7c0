/*
 * The kinds of projects that this package is tried in, each by one row: a real up, an up without a change and a destroy.
 * docs/projects.md shows the table. Versions are exact, so that a registry cannot change what is tested.
 */

/** The oldest that the package takes, the last for Node 20, and the newest. */
export const PULUMI = { floor: "3.216.0", node20: "3.248.0", newest: "3.276.0" } as const;
export const TYPESCRIPT = { 5: "5.9.3", 6: "6.0.3" } as const;
/** What Pulumi needs beside the compiler to run TypeScript as ES modules. */
export const TS_NODE = "10.9.2";
export const TYPES_OF_NODE = "20.19.43";
/** Each with the version of its npm package; that of npm is the one of the machine. */
export const MANAGERS = {
  npm: undefined,
  pnpm: ["pnpm", "12.21.0"],
  "Yarn 4": ["@yarnpkg/cli-dist", "4.18.1"],
  "Yarn 4, Plug'n'Play": ["@yarnpkg/cli-dist", "4.18.1"],
  "Yarn 1": ["yarn", "1.22.22"],
  Bun: ["bun", "1.4.5"],
} as const;
/** Those beside the Node that runs the tests come as npm packages. */
export const NODE = { 20: undefined, 22: "22.23.5", 24: "24.22.3" } as const;

type CompilerOptions = Readonly<Record<string, unknown>>;

export interface Row {
  /** What it differs in. */
  readonly name: string;
  readonly node: keyof typeof NODE;
  readonly pulumi: keyof typeof PULUMI;
  /** `pulumi`: TypeScript, and no compiler but the one that Pulumi brings. `none`: JavaScript. */
  readonly typescript: keyof typeof TYPESCRIPT | "pulumi" | "none";
  /** Of tsconfig.json. None: there is no such file. */
  readonly compiler?: CompilerOptions | undefined;
  readonly type: "commonjs" | "module";
  readonly manager: keyof typeof MANAGERS;
  readonly layout: "folder" | "main" | "library" | "inline";
  /** Pulumi's compiler is not used: Node itself runs the program in TypeScript. */
  readonly stripsTypes?: true;
  /** What runs the program, where that is not Node. */
  readonly runtime?: "Bun";
  /** Where the dynamic provider cannot work: what is said then. */
  readonly dynamicSays?: RegExp;
}

const COMMONJS: CompilerOptions = { target: "es2020", module: "commonjs" };
const NODENEXT: CompilerOptions = { target: "es2022", module: "nodenext", moduleResolution: "nodenext" };

const USUAL = {
  node: 20,
  pulumi: "node20",
  typescript: 5,
  compiler: { ...COMMONJS, moduleResolution: "node" },
  type: "commonjs",
  manager: "npm",
  layout: "folder",
} as const;

/** No more of them than say something new: each version, setting, tool and layout stands in at least one. */
export const ROWS: readonly Row[] = [
  { ...USUAL, name: "TypeScript 5, commonjs and node" },
  {
    ...USUAL,
    name: "the oldest Pulumi and its own TypeScript",
    pulumi: "floor",
    typescript: "pulumi",
    compiler: undefined,
  },
  {
    ...USUAL,
    name: "Pulumi's own TypeScript with a tsconfig.json",
    node: 22,
    pulumi: "newest",
    typescript: "pulumi",
  },
  { ...USUAL, name: "no tsconfig.json", node: 24, pulumi: "newest", typescript: 6, compiler: undefined },
  {
    ...USUAL,
    name: "TypeScript 6 with the deprecated resolution",
    node: 22,
    pulumi: "newest",
    typescript: 6,
    compiler: { ...COMMONJS, moduleResolution: "node", ignoreDeprecations: "6.0" },
  },
  {
    ...USUAL,
    name: "node16",
    pulumi: "floor",
    compiler: { target: "es2022", module: "node16", moduleResolution: "node16" },
  },
  { ...USUAL, name: "nodenext", node: 24, pulumi: "newest", typescript: 6, compiler: NODENEXT },
  {
    ...USUAL,
    name: "commonjs and bundler",
    node: 24,
    pulumi: "newest",
    typescript: 6,
    compiler: { ...COMMONJS, moduleResolution: "bundler" },
  },
  { ...USUAL, name: "ES modules", type: "module", compiler: NODENEXT },
  {
    ...USUAL,
    name: "ES modules and bundler",
    node: 22,
    pulumi: "newest",
    type: "module",
    compiler: { target: "es2022", module: "esnext", moduleResolution: "bundler" },
  },
  { ...USUAL, name: "ES modules, the oldest Pulumi", pulumi: "floor", type: "module", compiler: NODENEXT },
  { ...USUAL, name: "JavaScript", pulumi: "floor", typescript: "none", compiler: undefined },
  {
    ...USUAL,
    name: "JavaScript in ES modules",
    node: 24,
    pulumi: "newest",
    typescript: "none",
    compiler: undefined,
    type: "module",
  },
  {
    ...USUAL,
    name: "Node strips the types",
    node: 24,
    pulumi: "newest",
    typescript: "pulumi",
    compiler: undefined,
    type: "module",
    stripsTypes: true,
  },
  { ...USUAL, name: "main: infra/", layout: "main" },
  { ...USUAL, name: "a library of the workspace has it", layout: "library" },
  { ...USUAL, name: "pnpm", manager: "pnpm" },
  {
    ...USUAL,
    name: "pnpm and Pulumi's own TypeScript",
    manager: "pnpm",
    typescript: "pulumi",
    compiler: undefined,
  },
  {
    ...USUAL,
    name: "pnpm, a library of the workspace has it",
    manager: "pnpm",
    layout: "library",
    dynamicSays: /only a library of the program has it\. Run `pnpm add pulumi-wherobots` in \S+apps\/infra/,
  },
  { ...USUAL, name: "Yarn 4", node: 22, pulumi: "newest", manager: "Yarn 4" },
  { ...USUAL, name: "Yarn 4, Plug'n'Play", manager: "Yarn 4, Plug'n'Play" },
  { ...USUAL, name: "Yarn 1", manager: "Yarn 1" },
  { ...USUAL, name: "Bun installs, Node runs", manager: "Bun" },
  { ...USUAL, name: "an inline program", layout: "inline", typescript: "none", compiler: undefined },
  {
    ...USUAL,
    name: "an inline program in ES modules",
    layout: "inline",
    typescript: "none",
    compiler: undefined,
    type: "module",
  },
  {
    ...USUAL,
    name: "an inline program, Bun runs",
    layout: "inline",
    typescript: "none",
    compiler: undefined,
    manager: "Bun",
    runtime: "Bun",
  },
];

/** Whether a row is about versions and settings, not about package managers and layouts: two files, for two workers. */
export function isOfVersions({ manager, layout }: Row): boolean {
  return manager === "npm" && layout === "folder";
}
