import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import path from "node:path";
import { loadJobFiles } from "../../../provider/job-files";
import type { Need } from "../../../provider/job-files/definition";
import { inOrder, type Node } from "../../../provider/job-files/needs";
import { Problems } from "../../../provider/job-files/problems";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "job-files-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const LENGTH = 50_000;

it("a chain of needs may be as long as it likes", () => {
  const place = { file: "a.yaml", line: 1, column: 1 };
  const nodes = Array.from({ length: LENGTH }, (_, i): Node => {
    const needs: Need[] = i + 1 < LENGTH ? [{ ...place, job: `j${i + 1}`, rerun: "onlyIfChanged" }] : [];
    return { name: `j${i}`, needs };
  });
  const problems = new Problems();
  const names = inOrder(nodes, problems);
  expect(problems.all()).toEqual([]);
  expect([names.length, names[0], names.at(-1)]).toEqual([LENGTH, `j${LENGTH - 1}`, "j0"]);
});

it("a device or pipe that is named like a job file is a problem, and is not read", () => {
  symlinkSync(devNull, path.join(folder, "a.yaml"));
  const { problems } = loadJobFiles(folder, { env: {} });
  expect(problems).toEqual([expect.objectContaining({ line: 1, message: "is no regular file" })]);
});
