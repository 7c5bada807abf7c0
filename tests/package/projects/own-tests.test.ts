import fs from "node:fs/promises";
import path from "node:path";
import { describeUnless } from "../../support/engine/describe-unless";
import { pythonFolders, whyNoPython } from "../../support/engine/python";
import { codeBlocks, read } from "../../support/markdown";
import {
  type Installation,
  installPacked,
  output,
  scratchProject,
} from "../../support/package/scratch-project";
import { REPOSITORY } from "../../support/repository";
import { itThorough } from "../../support/thorough";

/** The last that Node 20 runs. */
const VITEST = "vitest@4.1.12";
const MODULES = path.join(REPOSITORY, "node_modules");
const RECIPE_MS = 200_000;

/** Sees whether the page's fixture is a whole emulator, and leaves its address. */
const MORE = `
import urllib.request

from test_page import wherobots


def test_it_answers(wherobots):
    request = urllib.request.Request(wherobots + "/runs", headers={"X-API-Key": "wbk_emulator"})
    assert urllib.request.urlopen(request).status == 200
    open("address", "w").write(wherobots)
`;

describe("the recipes of docs/testing.md, with the packed package", () => {
  let installed: Installation;
  beforeAll(async () => {
    installed = await installPacked();
  }, RECIPE_MS);
  afterAll(() => installed.remove());

  const recipes = (language: string): string[] =>
    codeBlocks(read("docs/testing.md")).flatMap((block) => (block.language === language ? [block.code] : []));

  /** A project with each recipe in TypeScript as a file of tests. */
  const project = (name: string, edit: (code: string) => string): Promise<string> => {
    const files = recipes("ts").map((code, index) => [`recipe${index}.test.ts`, edit(code)] as const);
    return scratchProject(installed, name, { "package.json": "{}", ...Object.fromEntries(files) });
  };

  // rule: own-tests
  itThorough(
    "pass in jest as they stand there",
    async () => {
      const folder = await project("jest", (code) => code);
      await fs.mkdir(path.join(folder, "node_modules/@jest"), { recursive: true });
      await fs.symlink(
        path.join(MODULES, "@jest/globals"),
        path.join(folder, "node_modules/@jest/globals"),
        "junction",
      );
      const config = { rootDir: folder, transform: { "\\.ts$": path.join(MODULES, "@swc/jest") } };
      const args = ["--config", JSON.stringify(config), "--json"];
      expect(JSON.parse(await output(path.join(MODULES, ".bin/jest"), args, folder))).toMatchObject({
        numPassedTests: recipes("ts").length,
        numTotalTests: recipes("ts").length,
      });
    },
    RECIPE_MS,
  );

  // rule: own-tests
  itThorough(
    "pass in vitest with its own imports",
    async () => {
      const folder = await project("vitest", (code) => code.replace('"@jest/globals"', '"vitest"'));
      await output("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", VITEST], folder);
      const args = ["run", "--reporter=json"];
      const said = await output(path.join(folder, "node_modules/.bin/vitest"), args, folder);
      expect(JSON.parse(said)).toMatchObject({
        numPassedTests: recipes("ts").length,
        numTotalTests: recipes("ts").length,
      });
    },
    RECIPE_MS,
  );

  describeUnless(whyNoPython(), "with Python here", () => {
    // rule: own-tests
    itThorough(
      "pass in pytest as they stand there, with an emulator that ends",
      async () => {
        const [page = ""] = recipes("python");
        const folder = await scratchProject(installed, "pytest", {
          "test_page.py": page,
          "test_more.py": MORE,
        });
        const PATH = [...pythonFolders(), process.env["PATH"]].join(path.delimiter);
        const said = await output("python3", ["-m", "pytest", "-q"], folder, { ...process.env, PATH });
        expect(said).toContain("2 passed");
        const address = await fs.readFile(path.join(folder, "address"), "utf8");
        await expect(fetch(address)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
      },
      RECIPE_MS,
    );
  });
});
