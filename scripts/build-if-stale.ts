import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const REPOSITORY = path.resolve(__dirname, "..");
const SOURCES = [
  "wire",
  "sdk",
  "provider",
  "emulator",
  "testing",
  "cli",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
];
/** The compiler writes it in each build; its age is that of dist. */
const STAMP = path.join(REPOSITORY, "dist", ".tsbuildinfo");

/** The engine runs the built package, so that tests against it would silently run what was there before. */
export async function buildIfStale(): Promise<void> {
  if (await isFresh()) return;
  const complaint = await build();
  // The compiler writes its output in spite of type errors. Those fail test:types; here they are only said, so
  // that one wrong type somewhere does not hide what all other tests have to say.
  if (complaint !== undefined && (await modifiedMs(STAMP)) === 0) throw new Error(complaint);
  if (complaint !== undefined) process.stderr.write(`${complaint}\n`);
  // An unchanged result is not written again, which would make each run build anew.
  await fs.utimes(STAMP, new Date(), new Date());
}

async function isFresh(): Promise<boolean> {
  const changedAtMs = Math.max(...(await Promise.all(SOURCES.map(newestMs))));
  return (await modifiedMs(STAMP)) > changedAtMs;
}

async function build(): Promise<string | undefined> {
  try {
    await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: REPOSITORY });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    return `dist/ is older than its sources and does not build cleanly (npm run build):\n${said}`;
  }
}

async function newestMs(name: string): Promise<number> {
  const root = path.join(REPOSITORY, name);
  const names = await fs.readdir(root, { recursive: true }).catch(() => []);
  const times = await Promise.all([root, ...names.map((inner) => path.join(root, inner))].map(modifiedMs));
  return Math.max(...times);
}

async function modifiedMs(file: string): Promise<number> {
  const stat = await fs.stat(file).catch(() => undefined);
  return stat?.mtimeMs ?? 0;
}
