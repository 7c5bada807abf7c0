import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type StepResult, summary, totalLine } from "../../scripts/test/report";
import { CHECKS, PREPARATION, TESTS } from "../../scripts/test/steps";

const ROOT = path.resolve(__dirname, "../..");
const STEPS = [...PREPARATION, ...CHECKS, ...TESTS];

describe("npm test", () => {
  it("has a script of its own for each step", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(STEPS.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });

  it("runs each folder that holds tests", () => {
    const folders = readdirSync(path.join(ROOT, "tests"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && holdsTests(path.join(ROOT, "tests", entry.name)))
      .map(({ name }) => `test:${name}`);
    expect(STEPS.map(({ script }) => script)).toEqual(expect.arrayContaining(folders));
  });

  it("ends with one line that counts tests and steps alike", () => {
    const [check, tests] = [CHECKS[0]!, TESTS[0]!];
    const results: StepResult[] = [
      { step: check, seconds: 1, counts: { passed: 1, failed: 0, skipped: 0 } },
      { step: tests, seconds: 1, counts: { passed: 40, failed: 2, skipped: 0 } },
    ];
    expect(totalLine(results)).toBe("41 passed, 2 failed");
    expect(summary(results).split("\n").at(-1)).toBe("41 passed, 2 failed");
    expect(summary(results)).toContain(tests.fix);
    expect(totalLine([...results, { ...results[0]!, counts: { passed: 0, failed: 0, skipped: 1 } }])).toBe(
      "41 passed, 2 failed, 1 skipped",
    );
  });
});

function holdsTests(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith(".test.ts"));
}
