import path from "node:path";
import * as ts from "typescript";

/** Only names within `dist/` are looked up: what others declare is theirs to announce. */
const OPTIONS: ts.CompilerOptions = { noLib: true, types: [], module: ts.ModuleKind.CommonJS };
const PRINTER = ts.createPrinter({ removeComments: true });

/**
 * The types of each entry as text: the declarations of all that it exports, then those which these refer to. Comments
 * aside, so a report changes if and only if what a program compiles against does.
 *
 * @param entries declaration files by the names that programs import
 */
export function apiReports(entries: Readonly<Record<string, string>>): Record<string, string> {
  const program = localProgram(Object.values(entries));
  const reports = Object.entries(entries).map(([name, file]) => [name, reportOf(name, file, program)]);
  return Object.fromEntries(reports) as Record<string, string>;
}

/** The program of these files and of what they import by a relative path. */
export function localProgram(files: readonly string[]): ts.Program {
  return ts.createProgram(files, OPTIONS, localHost());
}

function localHost(): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const resolve = (name: string, from: string): ts.ResolvedModuleWithFailedLookupLocations =>
    name.startsWith(".") ? ts.resolveModuleName(name, from, OPTIONS, host) : { resolvedModule: undefined };
  host.resolveModuleNameLiterals = (literals, from) => literals.map(({ text }) => resolve(text, from));
  return host;
}

function reportOf(name: string, file: string, program: ts.Program): string {
  const checker = program.getTypeChecker();
  const target = (symbol: ts.Symbol): ts.Symbol => declared(symbol, checker);
  const exported = exportsOf(file, program);
  const known = new Set(exported.map(({ symbol }) => symbol));
  const queue = [...known];
  for (const symbol of queue)
    for (const next of referredTo(symbol, checker, target)) {
      if (known.has(next)) continue;
      known.add(next);
      queue.push(next);
    }
  const others = queue.slice(new Set(exported.map(({ symbol }) => symbol)).size);
  const sections = [
    `// What ${name} exports. npm run api-report writes it.\n`,
    ...sorted(exported.map(({ as, symbol }) => textOf(as, symbol))),
    "// What these refer to.\n",
    ...sorted(others.map((symbol) => textOf(symbol.name, symbol))),
  ];
  return sections.join("\n");
}

/** What a file exports: its name there, and what that stands for. */
export function exportsOf(file: string, program: ts.Program): { as: string; symbol: ts.Symbol }[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const entry = source && checker.getSymbolAtLocation(source);
  if (!entry) throw new Error(`${file} exports nothing`);
  return checker
    .getExportsOfModule(entry)
    .map((symbol) => ({ as: symbol.name, symbol: declared(symbol, checker) }));
}

function declared(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The symbols with a declaration of their own that this one's declarations name. */
function referredTo(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  target: (symbol: ts.Symbol) => ts.Symbol,
): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    const named = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    const next = named && target(named);
    if (
      next?.declarations?.some((declaration) => ts.isSourceFile(statementOf(declaration).parent)) &&
      next !== symbol
    )
      found.add(next);
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return found;
}

function textOf(as: string, symbol: ts.Symbol): string {
  const declarations = symbol.declarations ?? [];
  if (declarations.length === 0) return `${as}: of another package\n`;
  const texts = declarations.map((declaration) =>
    PRINTER.printNode(ts.EmitHint.Unspecified, statementOf(declaration), declaration.getSourceFile()),
  );
  // A compiled file says where it stands by relative paths, which are nobody's business.
  const text = texts
    .join("\n")
    .replaceAll(/import\("(\.[^"]*)"\)\.?/g, (_, from: string) => `${path.basename(from)}.`);
  return `${as === symbol.name ? "" : `as ${as}: `}${text}\n`;
}

/** Of a constant, the whole statement. */
function statementOf(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function sorted(texts: readonly string[]): string[] {
  const key = (text: string): string =>
    /\b(?:class|interface|type|enum|function|const|as)\s+(\w+)/.exec(text)?.[1] ?? text;
  return [...texts].sort((a, b) => (key(a) + a < key(b) + b ? -1 : 1));
}
