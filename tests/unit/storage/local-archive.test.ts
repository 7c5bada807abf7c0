import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { localArchive } from "../../../provider/storage/local-archive";
import { FileChangedError } from "../../../provider/storage/local-file";
import { LocalFiles } from "../../support/lifecycle/local-files";

let files: LocalFiles;
beforeEach(() => {
  files = new LocalFiles();
  files.write("lib/geo/cells.py", "CELLS = 7\n");
  files.write("lib/geo/__init__.py", "");
});
afterEach(() => files.remove());

// rule: storage-file-zip
it("Python imports from the zip file of a folder", async () => {
  const { open } = await localArchive(files.archive("lib"), "lib.zip");
  const zip = Buffer.concat(await open(() => undefined).toArray());
  const at = path.join(files.folder, "lib.zip");
  writeFileSync(at, zip);
  const program = "import sys; sys.path.insert(0, sys.argv[1]); from geo.cells import CELLS; print(CELLS)";
  expect(execFileSync("python3", ["-c", program, at], { encoding: "utf8" })).toBe("7\n");
});

it("a folder that changes while it is uploaded fails before its last bytes", async () => {
  const { open, sizeBytes } = await localArchive(files.archive("lib"), "lib.zip");
  files.write("lib/geo/cells.py", "CELLS = 8\n");
  let seen = 0;
  const body = open((part) => (seen += part.length));
  const sent: Buffer[] = [];
  const read = async (): Promise<void> => {
    for await (const part of body) sent.push(part as Buffer);
  };
  await expect(read()).rejects.toThrow(FileChangedError);
  expect(seen).toBe(sizeBytes);
  expect(Buffer.concat(sent).length).toBeLessThan(sizeBytes);
});

it("a file of it that goes away meanwhile is an error of the stream", async () => {
  const { open } = await localArchive(files.archive("lib"), "lib.zip");
  rmSync(path.join(files.folder, "lib/geo/cells.py"));
  await expect(open(() => undefined).toArray()).rejects.toThrow(FileChangedError);
});
