import type { FieldTable } from "../../provider/inputs/field-types";
import type { FieldClass, FieldPolicy } from "../../provider/inputs/fields";
import { JOB_RUN } from "../../provider/resources/job-run/fields";
import { JOB_RUN_BATCH } from "../../provider/resources/job-run-batch/fields";

/* The tables of the pages that list inputs. */

const MEANING: Readonly<Partial<Record<FieldClass, string>>> = {
  run: 'a new run; with `runOn: "triggers"`, recorded for the next run',
  trigger: "a new run",
  next: "recorded for the next run; raising `timeoutSeconds` of a run that timed out starts one",
  local: "recorded; no run, no request",
  attach: "nothing; read only when the resource is created",
};

/** The inputs of a JobRun, those of a group as one, by what a change of them means. */
export function changesTable(): string {
  const rows = Object.entries(MEANING).map(([fieldClass, meaning]) => [
    fieldClass,
    [...new Set(ofClass(JOB_RUN.rows, fieldClass).map(({ path }) => `\`${path.replace(/\..*/, "")}\``))].join(
      ", ",
    ),
    meaning,
  ]);
  return table(["class", "inputs", "a change means"], rows);
}

/** Each input of a JobRun with its class, what its absence means, and why. */
export function inputsTable(): string {
  const rows = publicRows(JOB_RUN.rows).map((row) => [
    `\`${row.path}\``,
    row.class,
    absence(row) ?? "nothing",
    row.why.replace(/^policy of this program\W*/, ""),
  ]);
  return table(["input", "class", "absent means", "notes"], rows);
}

/** The inputs of a JobRunBatch by class, with what their absence means where a JobRun has no such input or another default. */
export function batchTable(): string {
  const known = new Map(publicRows(JOB_RUN.rows).map((row) => [row.path, absence(row)]));
  const rows = ["members", "local"].map((fieldClass) => [
    fieldClass,
    ofClass(JOB_RUN_BATCH.rows, fieldClass)
      .map((row) => {
        const meaning = absence(row);
        const isKnown = meaning === undefined || meaning === known.get(row.path.replace(/^defaults\./, ""));
        return `\`${row.path}\`${isKnown ? "" : ` (${meaning})`}`;
      })
      .join(", "),
  ]);
  return table(["class", "inputs"], rows);
}

/** Each input of a StorageFile or StorageIntegration: a change of any of them replaces it. */
export function storageTable({ rows, fields }: FieldTable): string {
  const lines = publicRows(rows).map((row) => {
    const { doc = "", required = false } = new Map(Object.entries(fields)).get(row.path) ?? {};
    return [`\`${row.path}\``, doc, required ? "is required" : (absence(row) ?? "nothing")];
  });
  return table(["input", "what it is", "absent means"], lines);
}

function ofClass(rows: readonly FieldPolicy[], fieldClass: string): FieldPolicy[] {
  return publicRows(rows).filter((row) => row.class === fieldClass);
}

function publicRows(rows: readonly FieldPolicy[]): FieldPolicy[] {
  return rows.filter(({ path }) => !path.startsWith("__"));
}

function absence({ default: value, absent }: FieldPolicy): string | undefined {
  return value === undefined ? absent : `\`${JSON.stringify(value)}\``;
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(header) + line(header.map(() => "---")) + rows.map(line).join("");
}
