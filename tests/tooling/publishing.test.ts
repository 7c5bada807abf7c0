import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { checksums } from "../../scripts/release/checksums";
import { interpolated } from "../support/pipelines/expressions";
import { REPOSITORY } from "../support/repository";

/*
 * Carries out the commands of the workflow that publishes, in the shell that GitHub takes. npm and gh have stand-ins, which
 * keep in a folder what is out.
 */

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

const { jobs } = parse(readFileSync(path.join(REPOSITORY, ".github/workflows/release.yml"), "utf8")) as {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
};

const TAG = "v1.2.3";
const TARBALL = "pulumi-wherobots-1.2.3.tgz";
const PUBLISHED = [
  TARBALL,
  "pulumi-resource-wherobots-v1.2.3-linux-amd64.tar.gz",
  "pulumi-wherobots-1.2.3-npm.cdx.json",
];

const STAND_INS = {
  // A version that is out is out for ever.
  npm: `
case $1 in
  view) cat "$OUT/integrity" ;;
  publish)
    [ ! -e "$OUT/integrity" ] || { echo "403 You cannot publish over the previously published versions" >&2; exit 1; }
    for tarball; do :; done
    test -e "$tarball" && cp "$OUT/../integrity-of-ours" "$OUT/integrity" ;;
esac`,
  gh: `
[ "$1 $3" = "release ${TAG}" ] && [ "$GH_TOKEN $GH_REPO" = "ghs_own acme/maps" ] || exit 2
case $2 in
  view) cat "$OUT/is-draft" ;;
  create) [ ! -e "$OUT/is-draft" ] && test -e notes.md && echo true >"$OUT/is-draft" ;;
  upload)
    shift 3
    for file; do case $file in --clobber) ;; *) cp "$file" "$OUT/assets/" && [ ! -e "$OUT/breaks" ] || exit 1 ;; esac; done ;;
  edit) echo false >"$OUT/is-draft" ;;
esac`,
};

describe("the workflow that publishes", () => {
  let root: string;
  let out: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "wherobots-publishing-"));
    out = path.join(root, "out");
    for (const folder of ["bin", "release", "out/assets"])
      mkdirSync(path.join(root, folder), { recursive: true });
    for (const [name, script] of Object.entries(STAND_INS)) {
      const text = `#!/bin/sh\necho "${name} $*" >>"$OUT/calls"\n${script}\n`;
      writeFileSync(path.join(root, "bin", name), text, { mode: 0o755 });
    }
    const files = PUBLISHED.map((name) => [name, Buffer.from(`bytes of ${name}`)] as const);
    for (const [name, content] of files) writeFileSync(path.join(root, "release", name), content);
    writeFileSync(path.join(root, "release/SHA256SUMS"), checksums(files));
    writeFileSync(path.join(root, "release/notes.md"), "- News.\n");
    const integrity = createHash("sha512").update(`bytes of ${TARBALL}`).digest("base64");
    writeFileSync(path.join(root, "integrity-of-ours"), `sha512-${integrity}\n`);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** @throws with what a step printed, if it fails */
  function carryOut(steps: readonly Step[], tag = TAG): void {
    const contexts = { github: { token: "ghs_own", repository: "acme/maps" } };
    for (const { run, env = {}, "working-directory": below = "." } of steps) {
      if (run === undefined) continue;
      const own = Object.entries(env).map(([name, text]) => [name, interpolated(text, contexts, "success")]);
      const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", run], {
        cwd: path.join(root, below),
        env: {
          ...process.env,
          PATH: [path.join(root, "bin"), process.env["PATH"]].join(path.delimiter),
          OUT: out,
          GITHUB_REF_NAME: tag,
          ...Object.fromEntries(own),
        },
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stdout + stderr);
    }
  }
  const publish = (): void => carryOut(jobs["npm"]?.steps ?? []);
  const attach = (): void => carryOut(jobs["github"]?.steps ?? []);
  const isDraft = (): string => readFileSync(path.join(out, "is-draft"), "utf8").trim();
  const calls = (command: string): string[] =>
    readFileSync(path.join(out, "calls"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith(command));

  // rule: publishing
  it("publishes the package, and a release that has every file once it is no draft", () => {
    publish();
    attach();
    expect(calls("npm publish")).toEqual([`npm publish --provenance --access public ./${TARBALL}`]);
    expect(readdirSync(path.join(out, "assets")).sort()).toEqual([...PUBLISHED, "SHA256SUMS"].sort());
    expect(isDraft()).toBe("false");
    expect(calls("gh release").at(-1)).toBe(`gh release edit ${TAG} --draft=false`);
  });

  // rule: publishing
  it("can be repeated, and publishes nothing twice", () => {
    for (let time = 0; time < 2; time++) {
      publish();
      attach();
    }
    expect(
      [calls("npm publish"), calls("gh release create"), calls("gh release upload")].map(
        ({ length }) => length,
      ),
    ).toEqual([1, 1, 1]);
  });

  // rule: publishing
  it("goes on where it broke off", () => {
    publish();
    writeFileSync(path.join(out, "breaks"), "");
    expect(attach).toThrow();
    expect(isDraft()).toBe("true");
    rmSync(path.join(out, "breaks"));
    publish();
    attach();
    expect(readdirSync(path.join(out, "assets"))).toHaveLength(PUBLISHED.length + 1);
    expect(isDraft()).toBe("false");
  });

  it("publishes no bytes that changed on their way", () => {
    appendFileSync(path.join(root, "release", TARBALL), "more");
    expect(publish).toThrow(/SHA256SUMS|checksum/);
    expect(attach).toThrow(/SHA256SUMS|checksum/);
    expect(existsSync(path.join(out, "calls"))).toBe(false);
  });

  it("fails where npm has other bytes of that version", () => {
    writeFileSync(path.join(out, "integrity"), "sha512-of-others\n");
    expect(publish).toThrow("cannot publish over");
  });

  it("takes only a tag on main that is the version of the package", () => {
    const git = (...args: string[]): void =>
      void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@mail.test", ...args], {
        cwd: root,
        stdio: "pipe",
      });
    const first = (jobs["make"]?.steps ?? []).filter(({ run }) => run !== undefined).slice(0, 1);
    const check = (tag: string) => () => carryOut(first, tag);
    writeFileSync(path.join(root, "package.json"), JSON.stringify({ version: "1.2.3" }));
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "--message", "1.2.3");
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    expect(check("v1.2.3")).not.toThrow();
    expect(check("v1.2.4")).toThrow("package.json has 1.2.3");
    git("commit", "--quiet", "--allow-empty", "--message", "not on main");
    expect(check("v1.2.3")).toThrow("v1.2.3 is not on main");
  });
});
