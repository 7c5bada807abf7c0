import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** A team's repository: a bare one that pipelines clone, and the clone in which somebody works. */
export interface TeamRepository {
  readonly origin: string;
  /** Where somebody works. */
  readonly folder: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Commits all there is on a branch, a new one made of main, and pushes it. */
  push(branch: string, message: string): Promise<void>;
  /** As the button of a pull request does; the clone is on main then. */
  merge(branch: string): Promise<void>;
  git(...args: string[]): Promise<string>;
}

/** Nothing of the settings of who runs the tests. */
const ENV = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "team",
  GIT_AUTHOR_EMAIL: "team@acme.test",
  GIT_COMMITTER_NAME: "team",
  GIT_COMMITTER_EMAIL: "team@acme.test",
};

/** Runs git in a folder. @returns stdout */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", args, { cwd: folder, env: { ...process.env, ...ENV } });
  return stdout;
}

/** An empty one, below `folder`. */
export async function createRepository(folder: string): Promise<TeamRepository> {
  const [origin, clone] = [path.join(folder, "origin.git"), path.join(folder, "clone")];
  await fs.mkdir(clone, { recursive: true });
  await git(folder, "init", "--quiet", "--bare", "--initial-branch", "main", origin);
  await git(clone, "init", "--quiet", "--initial-branch", "main");
  await git(clone, "remote", "add", "origin", origin);
  return {
    origin,
    folder: clone,
    read: (file) => fs.readFile(path.join(clone, file), "utf8"),
    write: (file, text) => fs.writeFile(path.join(clone, file), text),
    push: async (branch, message) => {
      const current = (await git(clone, "branch", "--show-current")).trim();
      if (current !== branch) await git(clone, "switch", "--quiet", "--create", branch);
      await git(clone, "add", "--all");
      await git(clone, "commit", "--quiet", "--message", message);
      await git(clone, "push", "--quiet", "origin", branch);
    },
    merge: async (branch) => {
      await git(clone, "switch", "--quiet", "main");
      await git(clone, "merge", "--quiet", "--no-ff", "--no-edit", branch);
      await git(clone, "push", "--quiet", "origin", "main");
    },
    git: (...args) => git(clone, ...args),
  };
}

/** A clone of a commit as a pipeline has it; of a pull request, merged into main. */
export async function checkedOut(origin: string, into: string, ref: string): Promise<void> {
  await git(path.dirname(into), "clone", "--quiet", origin, into);
  if (ref === "main") return;
  await git(into, "merge", "--quiet", "--no-ff", "--no-edit", `origin/${ref}`);
}
