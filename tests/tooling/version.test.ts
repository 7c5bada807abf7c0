import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import { notesOf, released, releasedVersions, releaseNotes } from "../../scripts/release/changelog";
import { problemWith } from "../../scripts/release/next-version";
import { PLACES, withVersion } from "../../scripts/release/version-places";
import { REPOSITORY } from "../support/repository";

const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), "utf8");
const FILES = Object.fromEntries(Object.keys(PLACES).map((file) => [file, read(file)]));
/** A version of this package in a command, a file's name or a dependency. */
const NAMED = String.raw`wherobots(-v?|@|": "[\^~]?| )[0-9]+\.[0-9]+\.[0-9]+`;
/** What was the version when it was written. */
const PAST = [":!CHANGELOG.md", ":!bench/results", ":!tests"];
/** What pages say until the first release. */
const UNPUBLISHED = "not on npm yet|no release yet|there is no release|No version has been published";

/** The files of the repository in which the extended regular expression is found. */
function filesWith(pattern: string, files: readonly string[]): string[] {
  const args = ["grep", "-lE", pattern, "--", ...files];
  const { stdout } = spawnSync("git", args, { cwd: REPOSITORY, encoding: "utf8" });
  return stdout.split("\n").filter(Boolean);
}

describe("the version", () => {
  it.each(Object.entries(PLACES))("is that of package.json in %s", (file, places) => {
    for (const place of places) expect(read(file)).toContain(place(manifest.version));
  });

  it("is named by no other file", () => {
    const named = filesWith(NAMED, PAST);
    expect(named).not.toEqual([]);
    expect(named.filter((file) => !(file in PLACES))).toEqual([]);
  });

  it("is said to be missing on npm and GitHub until the change log has one, and never after", () => {
    const isFirst = releasedVersions(read("CHANGELOG.md")).length === 0;
    const pages = filesWith(UNPUBLISHED, ["*.md", "*.yaml"]);
    expect(pages.includes("README.md")).toBe(isFirst);
    expect(isFirst ? [] : pages).toEqual([]);
  });

  it("is changed in all places at once, and in nothing else", () => {
    const next = withVersion(FILES, manifest.version, "99.8.7");
    const back = Object.entries(next).map(([file, text]) => [
      file,
      text.replaceAll("99.8.7", manifest.version),
    ]);
    expect(Object.fromEntries(back)).toEqual(FILES);
    for (const [file, text] of Object.entries(next))
      expect([file, text.includes("99.8.7")]).toEqual([file, true]);
  });

  it("is not changed where a file says another", () => {
    const files = { ...FILES, "provider/version.ts": 'export const VERSION = "0.0.1";\n' };
    expect(() => withVersion(files, manifest.version, "99.8.7")).toThrow("provider/version.ts does not say");
  });

  it.each([
    ["0.2.0", undefined],
    ["0.10.0", undefined],
    ["1.0.0", undefined],
    ["0.1.9", undefined],
    ["0.1.1", "is older than"],
    ["0.0.9", "is older than"],
    ["0.1.0", "has 0.1.0 already"],
    ["v0.2.0", "is no version"],
    ["0.2.0-rc.1", "is no version"],
    ["", "which version?"],
  ])("may go from 0.1.2 to %j: %s", (to, problem) => {
    const found = problemWith("0.1.2", to, ["0.1.0"]);
    expect(found ?? "").toContain(problem ?? "");
    expect(found === undefined).toBe(problem === undefined);
  });

  it("of the first release may stay", () => {
    expect(problemWith("0.1.0", "0.1.0", [])).toBeUndefined();
  });
});

describe("the change log", () => {
  const HEAD = "# Changelog\n\nText.\n\n## [Unreleased]\n";
  const OLD = "\n## [0.1.0] - 2026-01-01\n\n- First.\n";

  it("gives what is unreleased to the version, and begins anew", () => {
    const text = released(`${HEAD}\n### Fixed\n\n- A wait.\n${OLD}`, "0.2.0", "2026-02-03");
    expect(text).toBe(`${HEAD}\n## [0.2.0] - 2026-02-03\n\n### Fixed\n\n- A wait.\n${OLD}`);
    expect(releasedVersions(text)).toEqual(["0.2.0", "0.1.0"]);
    expect(notesOf(text, "0.2.0")).toBe("### Fixed\n\n- A wait.\n");
    expect(notesOf(text, "0.1.0")).toBe("- First.\n");
  });

  it("is made for a release on GitHub: with links that lead to the tag, and without breaks inside of a sentence", () => {
    const notes =
      "- A wait,\n  as [said](docs/a.md#b)\n  and [there](https://docs.test).\n  - And\n    more.\n- Last.\n";
    const text = releaseNotes(
      `${HEAD}\n## [0.2.0] - 2026-02-03\n\n${notes}${OLD}`,
      "0.2.0",
      "https://git.test/v0.2.0",
    );
    expect(text).toBe(
      "- A wait, as [said](https://git.test/v0.2.0/docs/a.md#b) and [there](https://docs.test).\n  - And more.\n- Last.\n",
    );
  });

  it("can give this repository's own to the next version", () => {
    const own = read("CHANGELOG.md");
    const text = released(own.replace("## [Unreleased]\n", "$&\n- News.\n"), "99.8.7", "2026-02-03");
    expect(releasedVersions(text)).toEqual(["99.8.7", ...releasedVersions(own)]);
    expect(text).not.toContain("No version has been published yet");
  });

  it.each([
    ["has nothing for a version", `${HEAD}${OLD}`, "nothing under"],
    ["has no place for what is unreleased", "# Changelog\n", "has no"],
  ])("fails a release where it %s", (_, text, problem) => {
    expect(() => released(text, "0.2.0", "2026-02-03")).toThrow(problem);
    expect(() => notesOf(text, "0.2.0")).toThrow("npm run release:version -- 0.2.0");
  });
});
