import path from "node:path";
import { inlineCode, read, tableBelow } from "./markdown";

/*
 * Tables that name a test by file and title: a renamed or removed test must not leave a promise without proof.
 * A cell is `[file](path): "title"`, repeated; "none" says that there is no test.
 */

const NAMED = /\[[^\]]+\]\(([^)]+\.ts)\)(?:: "([^"]+)")?/g;

describe.each([
  ["README.md", "## How people run things", 2],
  ["docs/job-run.md", "## Rules, code and tests", 2],
  ["docs/job-run-batch.md", "## Rules, code and tests", 2],
  ["docs/reliability.md", "## What is promised", 1],
  ["docs/reliability.md", "## What other tools get wrong", 3],
  ["docs/plugin.md", "## What is proved", 1],
  ["docs/moving-hosts.md", "## What is proved", 1],
  ["docs/scale.md", "## What is proved", 1],
] as const)("%s, %s", (page, heading, column) => {
  const rows = tableBelow(read(page), heading);

  it.each(rows.map((row) => [row[0] ?? "", row[column] ?? ""]))(
    "%s: the tests named are there",
    (_, cell) => {
      const tests = [...cell.matchAll(NAMED)];
      expect(tests.length > 0 || /^none\b/.test(cell)).toBe(true);
      const missing = tests.filter(
        ([, file = "", title = ""]) =>
          !unescaped(read(path.posix.join(path.posix.dirname(page), file))).includes(title),
      );
      expect(missing.map(([, file, title]) => `${file}: ${title}`)).toEqual([]);
    },
  );
});

it.each(["docs/job-run.md", "docs/job-run-batch.md"])(
  "%s names functions that are in the files it names",
  (page) => {
    const missing = tableBelow(read(page), "## Rules, code and tests").flatMap(([, cell = ""]) => {
      const [, file = ""] = /\]\(\.\.\/([^)]+)\)/.exec(cell) ?? [];
      return inlineCode(cell.replace(/\[[^\]]*\]/g, "")).filter((name) => !read(file).includes(name));
    });
    expect(missing).toEqual([]);
  },
);

function unescaped(source: string): string {
  return source.replaceAll("\\`", "`");
}
