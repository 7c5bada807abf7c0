import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { reportFiles } from "../../scripts/api-report/index";
import { apiReports } from "../../scripts/api-report/report";

// rule: api-report
describe("the types that programs compile against", () => {
  it.each(Object.entries(reportFiles()).map(([file, text]) => [path.basename(file), file, text]))(
    "are those of %s (or: npm run api-report, and a line in CHANGELOG.md)",
    (_, file, text) => {
      expect(text).toBe(readFileSync(file, "utf8"));
    },
  );

  it("have a report for each entry, and no other", () => {
    expect(readdirSync(path.join(__dirname, "api")).sort()).toEqual(
      Object.keys(reportFiles())
        .map((file) => path.basename(file))
        .sort(),
    );
  });
});

describe("a report of types", () => {
  const INNER =
    "/** A size. */\nexport interface Size { zoom: number }\nexport interface Hidden { a: string }\n";
  const ENTRY =
    'import { Size } from "./inner";\nimport * as pulumi from "@pulumi/pulumi";\n' +
    'export { Size as Extent } from "./inner";\nexport declare class Job { size: import("./inner").Size; id: pulumi.Output<string>; }\n';
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "wherobots-api-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function report(entry: string, inner: string): string {
    writeFileSync(path.join(folder, "entry.d.ts"), entry);
    writeFileSync(path.join(folder, "inner.d.ts"), inner);
    return apiReports({ entry: path.join(folder, "entry.d.ts") })["entry"] ?? "";
  }

  it("holds what an entry exports, by its names there, and not what no type refers to", () => {
    const text = report(ENTRY, INNER);
    expect(text).toContain("as Extent: export interface Size");
    expect(text).toContain("size: inner.Size;");
    expect(text).not.toContain("Hidden");
  });

  it("changes with a type that is only referred to, and not with comments or the order of exports", () => {
    const own = 'export declare class Job { size: import("./inner").Size }\n';
    const text = report(own, INNER);
    expect(text).toContain("// What these refer to.\n\nexport interface Size");
    expect(report(own, INNER.replace("zoom: number", "zoom?: number"))).not.toBe(text);
    expect(report(own, INNER.replace("A size", "A length"))).toBe(text);
    const two = ["export declare const a: 1;\n", "export declare const b: 2;\n"];
    expect(report(two.join(""), INNER)).toBe(report(two.reverse().join(""), INNER));
  });
});
