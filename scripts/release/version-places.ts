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
  "README.md": [(version) => `pulumi-wherobots-${version}.tgz`],
  "examples/README.md": [(version) => `pulumi-wherobots-${version}.tgz`],
  "examples/guard-rails/guards/package.json": [(version) => `"pulumi-wherobots": "${version}"`],
  "docs/plugin.md": [
    (version) => `pulumi plugin install resource wherobots ${version} `,
    (version) => `pulumi package add wherobots@${version} `,
  ],
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
