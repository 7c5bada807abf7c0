/**
 * Every place that names the version of this package, as the text around it. The first is the one that counts; a test
 * holds the others equal to it, and looks for places that are not listed.
 */
export const PLACES: Readonly<Record<string, readonly ((version: string) => string)[]>> = {
  "package.json": [(version) => `  "name": "pulumi-wherobots",\n  "version": "${version}"`],
  "package-lock.json": [
    (version) => `{\n  "name": "pulumi-wherobots",\n  "version": "${version}"`,
    (version) => `    "": {\n      "name": "pulumi-wherobots",\n      "version": "${version}"`,
  ],
  // A CommonJS build cannot import package.json from both provider/ and dist/provider/.
  "provider/version.ts": [(version) => `export const VERSION = "${version}"`],
  "plugin/schema.json": [(version) => `\n  "version": "${version}"`],
  "examples/README.md": [packed],
  "examples/guard-rails/guards/package.json": [(version) => `"pulumi-wherobots": "${version}"`],
  "examples/kubernetes-operator/kubernetes/program.yaml": [named],
  "examples/kubernetes-operator/kubernetes/stack.yaml": [named],
  "docs/installation-configuration.md": [named, installed],
  "docs/kubernetes-operator.md": [named],
  "docs/plugin.md": [named, installed],
  "docs/start/pipelines.md": [packed],
  "docs/start/python.md": [named, installed, archived],
  "docs/start/typescript.md": [packed],
  "docs/start/yaml.md": [installed, archived],
};

/**
 * The files with another version.
 *
 * @throws if one of them does not name the version from which they go on
 */
export function withVersion(
  files: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Record<string, string> {
  const changed = Object.entries(PLACES).map(([file, places]) => {
    const text = places.reduce((before, place) => {
      if (!before.includes(place(from))) throw new Error(`${file} does not say ${place(from).trim()}`);
      return before.replaceAll(place(from), place(to));
    }, files[file] ?? "");
    return [file, text] as const;
  });
  return Object.fromEntries(changed);
}

function packed(version: string): string {
  return `pulumi-wherobots-${version}.tgz`;
}

function named(version: string): string {
  return `wherobots@${version}`;
}

function installed(version: string): string {
  return `pulumi plugin install resource wherobots ${version} `;
}

function archived(version: string): string {
  return `pulumi-resource-wherobots-v${version}-`;
}
