import { proofsBelow, proofsIn } from "../../../scripts/proofs/proofs";
import { problemsOf } from "../../../scripts/proofs/proofs-page";
import { links, read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";

const PROOFS = proofsBelow(REPOSITORY);

it("every rule has a test, and every tag names a rule", () => {
  expect(problemsOf(PROOFS)).toEqual([]);
});

it.each(["job-run", "reliability", "faults", "troubleshooting", "performance"])(
  "docs/%s.md links to no source file and to no test",
  (page) => {
    expect(links(read(`docs/${page}.md`)).filter((target) => /\.(ts|js|cjs)$/.test(target))).toEqual([]);
  },
);

it.each([
  ["above no test", "// rule: kill\nconst a = 1;\n"],
  ["with another comment below it", '// rule: kill\n// More.\nit("ends", () => {});\n'],
])("a tag %s is an error", (_, source) => {
  const message = "tests/a.test.ts has 1 tags, and 0 of them are directly above a test";
  expect(() => proofsIn("tests/a.test.ts", source)).toThrow(message);
});
