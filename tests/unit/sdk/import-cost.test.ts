import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const REPOSITORY = path.resolve(__dirname, "../../..");

/** Files that a process of its own has loaded after importing a module, relative to the repository. */
async function loadedBy(module: string): Promise<string[]> {
  const script = `require("./${module}"); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "-e", script],
    { cwd: REPOSITORY, maxBuffer: 16 * 1024 * 1024 },
  );
  const files: unknown = JSON.parse(stdout);
  return (files as string[]).map((file) => path.relative(REPOSITORY, file));
}

it("the plugin starts to listen before it loads the rules and an HTTP client", async () => {
  const files = await loadedBy("provider/hosts/plugin/main");
  expect(files).toContain("provider/hosts/plugin/server.ts");
  const late =
    /^provider\/(api\/client|hosts\/plugin\/plugin-host|resources\/registry)\.ts|^sdk\/|node_modules\/undici\//;
  expect(files.filter((file) => late.test(file))).toEqual([]);
}, 30_000);

it.each(["sdk", "sdk/plugin"])(
  "a program that imports %s loads neither the rules nor what reads job files",
  async (entry) => {
    const files = await loadedBy(entry);
    expect(files).toContain(`${entry}/job-set.ts`);
    expect(files.filter((file) => /^provider\/|node_modules\/(zod|yaml|undici)\//.test(file))).toEqual([]);
  },
  30_000,
);
