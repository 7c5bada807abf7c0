/**
 * How generated SDKs are named. They are made where they are used (`pulumi package add`): none is published, so none
 * has a name that could be mistaken for a published one, or for this package, which holds the plugin itself.
 */
export const LANGUAGES: Readonly<Record<string, object>> = {
  csharp: { namespaces: { wherobots: "Wherobots" }, respectSchemaVersion: true },
  go: { importBasePath: "pulumi-wherobots/sdk/go/wherobots", respectSchemaVersion: true },
  java: { buildFiles: "gradle" },
  nodejs: { packageName: "pulumi-wherobots-sdk", respectSchemaVersion: true },
  python: { packageName: "pulumi_wherobots", pyproject: { enabled: true }, respectSchemaVersion: true },
};
