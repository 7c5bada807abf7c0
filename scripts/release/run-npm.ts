import { execFileSync } from "node:child_process";

/** What npm printed. @throws with all it said, if it fails */
export function npm(folder: string, ...args: readonly string[]): string {
  try {
    return execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`npm ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
