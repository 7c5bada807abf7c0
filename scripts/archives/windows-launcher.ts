import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { lastLines, runCommand } from "../engine/machine";

const SOURCE = path.join(__dirname, "windows-launcher");
/** Another compiler would make other bytes. Go gets this one by itself where it is another. */
const COMPILER = "go1.26.8";
const FLAGS = ["-ldflags=-s -w -buildid="];
/** What a person may have set and would change the bytes. */
const SETTINGS = {
  CGO_ENABLED: "0",
  GOTOOLCHAIN: COMPILER,
  GOWORK: "off",
  GOFLAGS: "-trimpath -buildvcs=false",
  GOEXPERIMENT: "",
  GOAMD64: "v1",
  GOARM64: "v8.0",
};
/** The standard library is compiled first, and on a slow line the compiler comes before. */
const TIMEOUT_MS = 10 * 60_000;

export interface Launcher {
  readonly program: Buffer;
  /** Of what Go adds to it. */
  readonly licence: string;
}

/**
 * Compiles the launcher of the archives for Windows. `pulumi package add` takes nothing but an `.exe` there.
 *
 * @param system as Go names it
 * @throws in words, where there is no Go
 */
export async function compileLauncher(system: string, processor: string): Promise<Launcher> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "wherobots-launcher-"));
  try {
    const program = path.join(folder, "launcher");
    await go(["build", ...FLAGS, "-o", program, "."], { GOOS: system, GOARCH: processor });
    const root = (await go(["env", "GOROOT"])).trim();
    return {
      program: readFileSync(program),
      licence: `Go\n\n${readFileSync(path.join(root, "LICENSE"), "utf8")}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function go(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const options = { cwd: SOURCE, env: { ...SETTINGS, ...env }, timeoutMs: TIMEOUT_MS };
  const finished = await runCommand("go", args, options);
  if (finished.exitCode === 0) return finished.stdout;
  if (finished.exitCode === undefined && !finished.timedOut)
    throw new Error(
      "the archives for Windows take Go 1.25 or newer: install it (https://go.dev/doc/install)",
    );
  throw new Error(`go ${args.join(" ")} in ${SOURCE} failed:\n${lastLines(finished.output)}`);
}
