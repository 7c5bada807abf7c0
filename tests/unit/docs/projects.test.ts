import { generatedPart, table } from "../../support/markdown";
import { MANAGERS, NODE, PULUMI, ROWS, type Row, TYPESCRIPT } from "../../support/projects/rows";

const HEADER = ["project", "Node", "`@pulumi/pulumi`", "TypeScript", "modules", "package manager"];

it("docs/projects.md shows the table of projects that the tests deploy", () => {
  const rows = ROWS.map((row) => [
    row.dynamicSays ? `${row.name}: the plugin alone` : row.name,
    row.runtime ?? `${row.node}`,
    PULUMI[row.pulumi],
    compilerText(row),
    modulesText(row),
    managerText(row),
  ]);
  const expected = table(HEADER, rows);
  expect(generatedPart("docs/projects.md", "projects", expected)).toBe(expected);
});

it("each version and package manager of the table stands in a row", () => {
  const used = (of: (row: Row) => string | number): string[] => [...new Set(ROWS.map(of))].map(String).sort();
  expect(used(({ node }) => node)).toEqual(Object.keys(NODE));
  expect(used(({ pulumi }) => pulumi)).toEqual(Object.keys(PULUMI).sort());
  expect(used(({ typescript }) => typescript)).toEqual([...Object.keys(TYPESCRIPT), "none", "pulumi"]);
  expect(used(({ manager }) => manager)).toEqual(Object.keys(MANAGERS).sort());
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
});

function compilerText({ typescript, stripsTypes }: Row): string {
  if (typescript === "none" || stripsTypes) return "none";
  return typescript === "pulumi" ? "Pulumi's own 3.8" : TYPESCRIPT[typescript];
}

function modulesText({ compiler, type }: Row): string {
  const kind = type === "module" ? "ES modules" : "CommonJS";
  if (compiler === undefined) return kind;
  const { module, moduleResolution } = compiler;
  return `${kind}: ${[...new Set([module, moduleResolution])].map((name) => `\`${String(name)}\``).join(", ")}`;
}

function managerText({ manager }: Row): string {
  const version = MANAGERS[manager]?.[1];
  return version === undefined ? manager : `${manager} (${version})`;
}
