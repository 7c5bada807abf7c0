import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type LockFile, missingPlatforms } from "../../scripts/lock-file/platforms";
import { engineArguments } from "../../scripts/start/quickstart";
import { outputLines, steps } from "../../scripts/start/what-next";
import { readJestCounts } from "../../scripts/test/jest-results";
import { NOTHING, summary } from "../../scripts/test/report";
import { QUICK, THOROUGH } from "../../scripts/test/steps";
import { REPOSITORY } from "../support/repository";

function parsed(file: string): unknown {
  return JSON.parse(readFileSync(path.join(REPOSITORY, file), "utf8"));
}

describe("npm start", () => {
  const OWN = ["--config-file", expect.stringContaining(".local") as string];
  it.each([
    [[], ["up", "--yes", "--skip-preview", ...OWN]],
    [["up"], ["up", "--yes", ...OWN]],
    [["destroy"], ["destroy", "--yes", ...OWN]],
    [
      ["up", "--diff"],
      ["up", "--diff", ...OWN],
    ],
    [["preview"], ["preview", ...OWN]],
    [
      ["stack", "output", "kubeApp"],
      ["stack", "output", "kubeApp"],
    ],
  ])("with %j starts the engine with %j", (words, expected) => {
    expect(engineArguments(words)).toEqual(expected);
  });

  it("says what is next in lines for 60 columns, but for a name that must stay whole", () => {
    const outputs = outputLines({ id: "r".repeat(90), kubeApp: { id: "k" } });
    expect([...outputs, ...steps("urn:pulumi:dev::q")].filter((line) => line.length > 60)).toEqual([]);
  });

  it.each([
    "charges",
    "index.ts",
    "unset WHEROBOTS_API_URL",
    "npm run -s engine",
    "pulumi login",
    "--create dev",
  ])("names what a real account needs: %s", (part) => {
    expect(steps(undefined).join("\n")).toContain(part);
  });
});

function testFilesIn(folder: string): string[] {
  const root = path.join(REPOSITORY, "tests", folder);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".test.ts")).map((file) => path.join(root, file));
}

describe("npm test", () => {
  const STEPS = [QUICK, THOROUGH].flatMap(({ first, checks, tests }) => [...first, ...checks, ...tests]);
  const names = STEPS.map(({ script }) => script);

  it("runs each folder that holds tests, and each step is a script of its own", () => {
    const { scripts } = parsed("package.json") as { scripts: Record<string, string> };
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
    const files = readdirSync(path.join(REPOSITORY, "tests"), { recursive: true, encoding: "utf8" });
    const folders = files.filter((file) => file.endsWith(".test.ts")).map((file) => file.split(path.sep)[0]);
    expect(names).toEqual(expect.arrayContaining(folders.map((folder) => `test:${folder}`)));
  });

  it("ends with one line that counts tests, checks and the command before it alike", () => {
    const [check, tests] = [QUICK.checks[0]!, QUICK.tests[0]!];
    const results = [
      { step: check, seconds: 1, counts: { ...NOTHING, passed: 1 } },
      { step: tests, seconds: 1, counts: { ...NOTHING, passed: 40, failed: 2, left: 1_234 } },
    ];
    const said = summary(results);
    expect(said).toContain(tests.fix);
    expect(said).toContain("1234 tests are left for npm run test:thorough");
    expect(said.split("\n").at(-1)).toBe("41 passed, 2 failed");
    const before = { ...NOTHING, passed: 100, skipped: 1 };
    expect(summary(results, before).split("\n").at(-1)).toBe("141 passed, 2 failed, 1 skipped");
  });

  describe("of the tests that jest left out", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "counts-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "results.json");
    const titles = ["a secret [thorough]", "[thorough] 120 left: faults: 9 of 129 kept", "no Python"];
    const assertionResults = titles.map((fullName) => ({ status: "pending", fullName }));
    const counted = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 3, numTodoTests: 0 };

    it.each([
      ["npm test leaves the marked ones to test:thorough", false, { skipped: 1, left: 121 }],
      ["test:thorough has skipped the marked ones alone", true, { skipped: 2, left: 0 }],
    ])("%s", async (_, isThorough, counts) => {
      writeFileSync(file, JSON.stringify({ ...counted, testResults: [{ assertionResults }] }));
      expect(await readJestCounts(file, isThorough)).toEqual({ passed: 7, failed: 0, ...counts });
    });

    it("test:thorough finds every case of an engine test by its mark, which `sampled` does not put there", () => {
      const files = ["engine", "package"].flatMap((folder) => testFilesIn(folder));
      expect(files.filter((file) => /\bsampled(Within)?\(/.test(readFileSync(file, "utf8")))).toEqual([]);
    });

    it("each step of test:thorough says that it is one", () => {
      const thorough = STEPS.filter(({ isThorough }) => isThorough).map(({ script }) => script);
      expect(thorough).toEqual(names.filter((name) => name.startsWith("test:thorough:")));
    });
  });
});

it("the lock file names the packages of all platforms, or npm ci refuses it, and no registry", () => {
  const lock = parsed("package-lock.json") as LockFile;
  expect(missingPlatforms(lock)).toEqual({});
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.includes("://"))).toEqual([]);
});
