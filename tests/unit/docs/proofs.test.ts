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

it("a tag belongs to the test directly below it, whose title includes those around it", () => {
  const test = "  // rule: kill, retry\n  it.each(CASES)(`ends %s ${x}`, () => {});\n";
  expect(proofsIn("tests/a.test.ts", `describe("a run", () => {\n${test}});\n`)).toEqual([
    { file: "tests/a.test.ts", title: "a run › ends … …", rules: ["kill", "retry"], isThorough: false },
  ]);
});

it.each([
  ["above no test", "// rule: kill\nconst a = 1;\n"],
  ["with another comment below it", '// rule: kill\n// More.\nit("ends", () => {});\n'],
])("a tag %s is an error", (_, source) => {
  const message = "tests/a.test.ts has 1 tags, and 0 of them are directly above a test";
  expect(() => proofsIn("tests/a.test.ts", source)).toThrow(message);
});

const ONLY = "only npm run test:thorough proves the rule chaos";
it.each([
  [
    "names no rule",
    /^$/,
    "lifecycle",
    "kil",
    "it",
    ['tests/lifecycle/a.test.ts: "b" names an unknown rule: kil'],
  ],
  [
    "is the only proof on the engine",
    /^tests\/engine/,
    "engine",
    "chaos",
    "itThorough",
    [`${ONLY} on the real engine`],
  ],
  ["is the only proof", /./, "lifecycle", "chaos", "itThorough", [ONLY]],
  ["is the only proof on the engine, and npm test runs it", /^tests\/engine/, "engine", "chaos", "it", []],
])("a tag that %s has its problems", (_, without, folder, rule, test, problems) => {
  const others = PROOFS.filter(({ file, rules }) => !(without.test(file) && rules.includes("chaos")));
  const added = proofsIn(`tests/${folder}/a.test.ts`, `// rule: ${rule}\n${test}("b", () => {});\n`);
  expect(problemsOf([...others, ...added])).toEqual(problems);
});
