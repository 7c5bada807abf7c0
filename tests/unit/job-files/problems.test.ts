import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadJobFiles, problemText } from "../../../provider/job-files";

/*
 * Files with mistakes, most with one each, and what is said of them. To take over a change that was meant:
 * `UPDATE_GOLDEN=1 npx jest tests/unit/job-files`.
 */
const BROKEN = path.join(__dirname, "broken");
const GOLDEN = path.join(__dirname, "problems.golden.json");

function problemsOf(name: string): string[] {
  const { problems } = loadJobFiles(path.join(BROKEN, name), { env: {} });
  return problems.map((problem) =>
    problemText(problem).replaceAll(`${BROKEN}${path.sep}`, "").replaceAll(process.cwd(), "FOLDER"),
  );
}

const names = [...readdirSync(BROKEN), "no-such-folder"].sort();
const found = Object.fromEntries(names.map((name) => [name, problemsOf(name)]));
if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, `${JSON.stringify(found, undefined, 2)}\n`);
const golden = JSON.parse(readFileSync(GOLDEN, "utf8")) as Record<string, string[]>;

it("the mistakes are those of the golden file, and it has no others", () => {
  expect(Object.keys(golden)).toEqual(names);
});

it.each(names)("%s has its mistakes told with file, line and column", (name) => {
  expect(found[name]).toEqual(golden[name]);
  expect(found[name]).not.toEqual([]);
});

it.each(names.filter((name) => !/^(many|cycle|two-files)/.test(name)))(
  "%s has one mistake, told once",
  (name) => {
    expect(found[name]).toHaveLength(1);
  },
);
