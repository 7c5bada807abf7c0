import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as ts from "typescript";

const DIST = path.resolve(__dirname, "../dist");

/**
 * A part of `npm run build`: declarations that Pulumi's own compiler reads. It brings TypeScript 3.8 and uses it in
 * every project without one of its own, and `import { type A, B }` is newer, as are the same `export`, which become two
 * statements, and `export type *`.
 */
function main(): void {
  const names = readdirSync(DIST, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((each) => each.endsWith(".d.ts"))) {
    const file = path.join(DIST, name);
    const text = readFileSync(file, "utf8");
    const downlevelled = withoutTypeModifiers(text);
    if (downlevelled !== text) writeFileSync(file, downlevelled);
  }
}

/** The declarations in `text`, each list of names that mixes types and values split in two. */
function withoutTypeModifiers(text: string): string {
  const source = ts.createSourceFile("a.d.ts", text, ts.ScriptTarget.Latest);
  // From the end on, so that positions before it stay right.
  return source.statements.toReversed().reduce((changed, statement) => {
    const split = splitStatement(statement, source);
    if (split === undefined) return changed;
    return changed.slice(0, statement.getStart(source)) + split + changed.slice(statement.end);
  }, text);
}

/** `undefined` for what is not to be split. */
function splitStatement(statement: ts.Statement, source: ts.SourceFile): string | undefined {
  // A declaration has no values, so without the modifier it is the same.
  if (ts.isExportDeclaration(statement) && statement.isTypeOnly && !statement.exportClause)
    return statement.getText(source).replace(/^export type \*/, "export *");
  const keyword = ts.isImportDeclaration(statement) ? "import" : "export";
  const names = namesIn(statement);
  if (!names?.elements.some((name) => name.isTypeOnly)) return undefined;
  const after = source.text.slice(names.end, statement.end);
  const list = (isTypeOnly: boolean): string =>
    names.elements
      .filter((name) => name.isTypeOnly === isTypeOnly)
      .map((name) => name.getText(source).replace(/^type /, ""))
      .join(", ");
  const values = list(false);
  const types = `${keyword} type { ${list(true)} }${after}`;
  return values === "" ? types : `${types}\n${keyword} { ${values} }${after}`;
}

function namesIn(statement: ts.Statement): ts.NamedImports | ts.NamedExports | undefined {
  const names = ts.isImportDeclaration(statement)
    ? statement.importClause?.namedBindings
    : ts.isExportDeclaration(statement)
      ? statement.exportClause
      : undefined;
  return names && (ts.isNamedImports(names) || ts.isNamedExports(names)) ? names : undefined;
}

main();
