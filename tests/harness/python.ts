import type { Python } from "../../scripts/engine/python";

const FOLDERS = "WHEROBOTS_TEST_PYTHON";
const WHY_NOT = "WHEROBOTS_TEST_NO_PYTHON";

/** For all workers, by the global set-up. */
export function rememberPython(python: Python): void {
  if ("why" in python) process.env[WHY_NOT] = python.why;
  else process.env[FOLDERS] = JSON.stringify(python.folders);
}

/** Folders for PATH with which the engine runs a program in Python. */
export function pythonFolders(): string[] {
  const folders: unknown = JSON.parse(process.env[FOLDERS] ?? "[]");
  return Array.isArray(folders) ? folders.map(String) : [];
}

/** As `describe`; where Python is not to be had the tests are skipped, and the title says why. */
export function describePython(title: string, tests: () => void): void {
  const why = process.env[WHY_NOT];
  if (why === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${why})`, tests);
}
