import { writeFile } from "node:fs/promises";
import path from "node:path";
import { packageSchema } from "./schema/package-schema";

/**
 * `npm run schema`: writes the package schema, which the plugin gives the engine and from which SDKs are made. A test
 * compares it with the types.
 */

const SCHEMA = path.resolve(__dirname, "..", "plugin", "schema.json");

async function main(): Promise<void> {
  const text = `${JSON.stringify(packageSchema(), null, 2)}\n`;
  await writeFile(SCHEMA, text);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
