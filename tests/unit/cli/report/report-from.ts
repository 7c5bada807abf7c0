import type { Report } from "../../../../cli/report/model";
import { reportOf } from "../../../../cli/report/report-of";
import { readStackExport } from "../../../../cli/report/stack-export";

/** The report of a stack, read as the command reads it. */
export function reportFrom(stack: unknown): Report {
  return reportOf(readStackExport(JSON.stringify(stack), "a test"));
}
