import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { REPOSITORY } from "../repository";
import { ENGINE_FOLDER, engineEnvironment } from "./engine-environment";
import { pythonFolders } from "./python";

const SCHEMA = path.join(REPOSITORY, "plugin/schema.json");

/**
 * Why the engine here writes no classes for a language, or undefined. An installed Pulumi does it for all of its own;
 * the language hosts that can be built from Go modules are older than that call (tools/README.md).
 */
export function whyNoClasses(language: "nodejs" | "python" | "go"): string | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), "wherobots-classes-"));
  try {
    const folders = language === "python" ? pythonFolders() : [];
    const env = engineEnvironment({ stackFolder: folder, backendFolder: folder, folders });
    const command = path.join(process.env[ENGINE_FOLDER] ?? "", "pulumi");
    const args = ["package", "gen-sdk", SCHEMA, "--language", language, "--out", path.join(folder, "sdk")];
    const { status } = spawnSync(command, args, { env, timeout: 20_000 });
    return status === 0 ? undefined : `the language host for ${language} cannot write classes`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
