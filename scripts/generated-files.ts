import { readFileSync } from "node:fs";
import path from "node:path";
import { STORAGE_FILE } from "../provider/resources/storage-file/fields";
import { STORAGE_INTEGRATION } from "../provider/resources/storage-integration/fields";
import { proofsBelow } from "./proofs/proofs";
import { proofsPage } from "./proofs/proofs-page";
import { argumentsSource, fileInputsSource } from "./schema/arguments";
import { batchTable, changesTable, inputsTable, storageTable } from "./schema/input-tables";
import { jobFileSchema } from "./schema/job-file-schema";
import { commandsTable, exitCodesTable, keysTable } from "./schema/job-file-tables";
import { outputsSource } from "./schema/outputs";
import { packageSchema } from "./schema/package-schema";
import { settingsTable } from "./schema/settings-table";

export const REPOSITORY = path.resolve(__dirname, "..");

/**
 * What `npm run generate` writes: the text of each file, and of each page with its tables. In this order, since the
 * schema is made from the argument types. A test compares all of them with what is committed.
 */
export const GENERATED: Readonly<Record<string, () => string>> = {
  "sdk/args.generated.ts": argumentsSource,
  "wire/file-inputs.generated.ts": fileInputsSource,
  "wire/outputs.generated.ts": outputsSource,
  "plugin/schema.json": () => `${JSON.stringify(packageSchema(), null, 2)}\n`,
  "schemas/job-file.schema.json": () => `${JSON.stringify(jobFileSchema(), null, 2)}\n`,
  "docs/job-files.md": () =>
    withParts("docs/job-files.md", {
      keys: keysTable(),
      commands: commandsTable(),
      "exit-codes": exitCodesTable(),
    }),
  "docs/reference.md": () => withPart("docs/reference.md", "inputs", changesTable()),
  "docs/job-run.md": () => withPart("docs/job-run.md", "fields", inputsTable()),
  "docs/job-run-batch.md": () => withPart("docs/job-run-batch.md", "batch-fields", batchTable()),
  "docs/files.md": () => withPart("docs/files.md", "storage-file-fields", storageTable(STORAGE_FILE)),
  "docs/storage.md": () => withPart("docs/storage.md", "storage-fields", storageTable(STORAGE_INTEGRATION)),
  "docs/installation-configuration.md": () =>
    withEnd("docs/installation-configuration.md", "## Settings", settingsTable(packageSchema())),
  "docs/proofs.md": () => proofsPage(proofsBelow(REPOSITORY)),
};

/** A page with what stands below its last heading replaced: the Registry allows no comments. */
function withEnd(file: string, heading: string, end: string): string {
  const page = readFileSync(path.join(REPOSITORY, file), "utf8");
  const [start, , more] = page.split(`\n${heading}\n`);
  if (start === undefined || more !== undefined) throw new Error(`${file} has no last part ${heading}`);
  return `${start}\n${heading}\n\n${end}`;
}

function withPart(file: string, name: string, part: string): string {
  return withParts(file, { [name]: part });
}

/** A page with what stands between `<!-- name -->` and `<!-- /name -->` replaced, for each part. */
function withParts(file: string, parts: Readonly<Record<string, string>>): string {
  const page = readFileSync(path.join(REPOSITORY, file), "utf8");
  return Object.entries(parts).reduce((text, [name, part]) => replaced(text, file, name, part), page);
}

function replaced(page: string, file: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no part ${name}`);
  return page.slice(0, from + start.length) + part + page.slice(to);
}
