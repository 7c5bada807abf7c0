import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import openapiTypescript, { astToString, type OpenAPI3 } from "openapi-typescript";

/**
 * Writes the types of the API's description, which a test compares with the models that the provider reads answers
 * with. With `--check` it only says whether they are those of the description now.
 *
 * Usage: node -r ts-node/register/transpile-only scripts/generate-api-types.ts [--check]
 */

const REPOSITORY = path.resolve(__dirname, "..");
const DESCRIPTION = path.join(REPOSITORY, "emulator", "openapi", "openapi.json");

const TYPES = path.join(REPOSITORY, "tests", "unit", "api", "openapi.generated.ts");
const HEADER =
  "/* Made from emulator/openapi/openapi.json by scripts/generate-api-types.ts; not to be edited. */";

async function main(): Promise<void> {
  const description = JSON.parse(await readFile(DESCRIPTION, "utf8")) as OpenAPI3;
  // The schemas are all that the models are compared with.
  const nodes = await openapiTypescript({ ...description, paths: {} }, { silent: true });
  const text = `${HEADER}\n\n${astToString(nodes).replace(/^export /gm, "/** @public */\nexport ")}`;
  if (!process.argv.includes("--check")) return writeFile(TYPES, text);
  if ((await readFile(TYPES, "utf8")) !== text) {
    throw new Error("tests/unit/api/openapi.generated.ts is stale: run scripts/generate-api-types.ts");
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
