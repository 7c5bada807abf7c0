import type { Python } from "../../../scripts/engine/python";

const FOLDERS = "WHEROBOTS_TEST_PYTHON";
const WHY_NOT = "WHEROBOTS_TEST_NO_PYTHON";

/** For all workers, by the global set-up. */
export function rememberPython(python: Python): void {
  if ("why" in python) process.env[WHY_NOT] = python.why;
  else process.env[FOLDERS] = JSON.stringify(python.folders);
}

/** Folders for PATH with which the engine runs programs in Python, its virtual environment's first. */
export function pythonFolders(): string[] {
  const folders: unknown = JSON.parse(process.env[FOLDERS] ?? "[]");
  return Array.isArray(folders) ? folders.map(String) : [];
}

/** Why it cannot run them on this machine, or undefined. */
export function whyNoPython(): string | undefined {
  return process.env[WHY_NOT];
}
