import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellHelp, shellOptions } from "../../emulator/shell-options";

const FOLDER = mkdtempSync(join(tmpdir(), "emulator-storage-options-"));

afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Those that a word can hold. */
const WORDS = {
  storageQuotaBytes: 1024,
  accessAfterChecks: 2,
  accessAfterMs: 20_000,
  duplicateStorages: "ok",
} as const;
const LISTS = {
  quotas: { CPU: 16 },
  forbiddenPaths: ["/settings/*"],
  publicBuckets: { open: "free" },
  cloudConnections: ["connection-1"],
} as const;

function optionsFile(name: string, options: object): string {
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify(options));
  return path;
}

function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

it("a shell gives the options of storages by flags and by a file, and the help names them", () => {
  const flags = Object.entries(WORDS).flatMap(([option, value]) => [flagOf(option), String(value)]);
  const given = shellOptions([...flags, "--options-file", optionsFile("lists.json", LISTS)]);
  expect(given).toMatchObject({ ...WORDS, ...LISTS });
  for (const option of Object.keys(WORDS)) expect(shellHelp()).toContain(flagOf(option));
  for (const option of Object.keys(LISTS)) expect(shellHelp()).toContain(option);
});

it.each([
  [["--storage-quota-bytes=-1"], "/storageQuotaBytes must be >= 0"],
  [["--access-after-checks", "1.5"], "/accessAfterChecks must be integer"],
  [["--duplicate-storages", "maybe"], "/duplicateStorages must be equal to one of the allowed values"],
  [
    ["--options-file", optionsFile("typo.json", { quotas: { GPU: 1 } })],
    "must NOT have additional properties: GPU",
  ],
])("refuses %j", (words, named) => {
  expect(() => shellOptions(words)).toThrow(named);
});
