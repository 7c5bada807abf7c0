import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const REPOSITORY = path.resolve(__dirname, "../../..");

/** Files that a process of its own has loaded after importing the sdk, relative to the repository. */
async function loadedBySdk(): Promise<string[]> {
  const script = 'require("./sdk"); console.log(JSON.stringify(Object.keys(require.cache)))';
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "-e", script],
    { cwd: REPOSITORY, maxBuffer: 16 * 1024 * 1024 },
  );
  const files: unknown = JSON.parse(stdout);
  return (files as string[]).map((file) => path.relative(REPOSITORY, file));
}

it("importing the sdk loads neither the provider nor an HTTP client nor a schema library", async () => {
  const files = await loadedBySdk();
  expect(files).toContain("sdk/index.ts");
  expect(files).toContain("sdk/job-run.ts");
  const heavy = /^(provider|emulator)\/|node_modules\/(zod|undici|hono|@hono|ajv|fastest-levenshtein)\//;
  expect(files.filter((file) => heavy.test(file))).toEqual([]);
}, 30_000);
