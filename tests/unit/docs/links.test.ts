import { existsSync } from "node:fs";
import path from "node:path";
import { anchors, links, markdownFiles, prose, REPOSITORY, read } from "./markdown";

const FILES = markdownFiles();

describe.each(FILES)("%s", (file) => {
  const markdown = read(file);

  it("links only to files and headings that are there", () => {
    const broken = links(markdown).filter((target) => !/^https:/.test(target) && !leads(file, target));
    expect(broken).toEqual([]);
  });

  it("names no path of a machine and no plain http link", () => {
    expect(markdown).not.toMatch(/(^|[\s"'(`=:])\/(home|root|Users|work|tmp)\//m);
    expect(links(markdown).filter((target) => target.startsWith("http:"))).toEqual([]);
  });

  it("closes every block of code", () => {
    expect(prose(markdown)).not.toContain("```");
  });
});

it("the pages that everybody looks for are there", () => {
  expect(FILES).toEqual(
    expect.arrayContaining(["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]),
  );
  expect(read("LICENSE")).toContain("Apache License");
});

function leads(file: string, target: string): boolean {
  const [relative = "", anchor] = target.split("#");
  const place = relative === "" ? file : path.posix.join(path.posix.dirname(file), relative);
  if (!existsSync(path.join(REPOSITORY, place))) return false;
  return anchor === undefined || anchors(read(place)).has(anchor);
}
