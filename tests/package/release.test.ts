import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { describeUnless } from "../support/engine/describe-unless";
import { whyNoGo } from "../support/engine/generated-sdk";
import { listening } from "../support/network/listening";
import { output } from "../support/package/scratch-project";
import { REPOSITORY } from "../support/repository";
import { itThorough } from "../support/thorough";

const SCRIPT = ["-r", "ts-node/register/transpile-only", "scripts/release.ts"];

describe("npm run release:dry", () => {
  let root: string;
  beforeAll(async () => {
    root = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-releases-")));
  });
  afterAll(() => fs.rm(root, { recursive: true, force: true }));

  /**
   * A clone of the last commit in a folder in `root`, with the packages that are installed here. All lie equally deep:
   * VitePress names styles by the path to these packages, which `npm ci` has in the clone itself.
   */
  async function clone(name: string, umask: string): Promise<string> {
    const folder = path.join(root, name);
    const script = 'umask "$1" && git clone --quiet "$2" "$3"';
    await output("sh", ["-c", script, "sh", umask, REPOSITORY, folder], root);
    await fs.symlink(
      await fs.realpath(path.join(REPOSITORY, "node_modules")),
      path.join(folder, "node_modules"),
    );
    return folder;
  }

  describeUnless(whyNoGo(), "with Go", () => {
    // rule: release-content
    itThorough(
      "makes the same bytes from two clones, whatever umask, time zone, language and earlier build",
      async () => {
        const first = await clone("one", "022");
        const second = await clone("other", "077");
        for (const left of ["dist/sdk/gone.js", "release/gone.tgz"]) {
          mkdirSync(path.dirname(path.join(second, left)), { recursive: true });
          writeFileSync(path.join(second, left), "left by an earlier version");
        }
        // What is known of vulnerabilities changes from day to day: nobody is asked.
        const { port, close } = await listening(createServer((_, response) => response.writeHead(503).end()));
        const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` };
        const elsewhere = { ...env, TZ: "Pacific/Auckland", LANG: "tr_TR.UTF-8" };
        const other = ["-c", 'umask 077 && exec "$@"', "sh", process.execPath, ...SCRIPT];
        try {
          const said = await output(process.execPath, SCRIPT, first, env);
          expect(said).toContain("vulnerabilities: NOT CHECKED, npm audit failed: 503");
          await output("sh", other, second, elsewhere);
        } finally {
          await close();
        }

        const sums = readFileSync(path.join(first, "release/SHA256SUMS"), "utf8");
        expect(readFileSync(path.join(second, "release/SHA256SUMS"), "utf8")).toBe(sums);
        const listed = sums
          .trim()
          .split("\n")
          .map((line) => line.split("  "));
        expect(readdirSync(path.join(second, "release")).sort()).toEqual(
          ["SHA256SUMS", ...listed.map(([, name]) => name)].sort(),
        );
        for (const [sum, name = ""] of listed) {
          const content = readFileSync(path.join(second, "release", name));
          expect([name, createHash("sha256").update(content).digest("hex")]).toEqual([name, sum]);
        }
        expect(listed.filter(([, name]) => name?.startsWith("pulumi-resource-"))).toHaveLength(6);
      },
      600_000,
    );
  });
});
