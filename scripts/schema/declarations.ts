import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const REPOSITORY = path.resolve(__dirname, "..", "..");

/** Where arguments and records are declared. */
const TYPES = [
  "sdk/args.generated.ts",
  "sdk/plugin/provider.ts",
  "sdk/function-args.ts",
  "provider/run/record.ts",
  "provider/resources/storage-file/record.ts",
  "provider/job-files/set-record.ts",
  "provider/resources/storage-integration/record.ts",
  "provider/functions/records.ts",
];

/** Where the classes and functions that programs use are. */
const ENTRIES = [
  "sdk/plugin/job-run.ts",
  "sdk/plugin/job-run-batch.ts",
  "sdk/plugin/job-set.ts",
  "sdk/plugin/run-completion.ts",
  "sdk/plugin/storage-file.ts",
  "sdk/plugin/storage-integration.ts",
  "sdk/plugin/provider.ts",
  "sdk/plugin/functions.ts",
];

type NamedType = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** The public types and their documentation, as they are written: nothing of it needs a type checker. */
export class Declarations {
  private readonly types = statements(TYPES).filter(
    (node): node is NamedType => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
  );
  private readonly entries = statements(ENTRIES).filter(
    (node) => ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node),
  );

  /** The type of this name. */
  type(name: string): NamedType {
    return single(
      this.types.filter((node) => node.name.text === name),
      name,
      TYPES,
    );
  }

  /** The properties of an interface, those that it inherits first. */
  properties(name: string): ts.PropertySignature[] {
    return [...this.bases(name).flatMap((base) => this.properties(base)), ...this.ownProperties(name)];
  }

  ownProperties(name: string): ts.PropertySignature[] {
    return this.interfaceOf(name).members.filter(ts.isPropertySignature);
  }

  /** The interfaces that an interface inherits from. */
  bases(name: string): string[] {
    const clauses = this.interfaceOf(name).heritageClauses ?? [];
    return clauses.flatMap(({ types }) => types.map(({ expression }) => expression.getText()));
  }

  private interfaceOf(name: string): ts.InterfaceDeclaration {
    const declared = this.type(name);
    if (!ts.isInterfaceDeclaration(declared)) throw new Error(`${name} is not an interface`);
    return declared;
  }

  /** What is written over the class or function of this name. */
  entryText(name: string): string {
    const found = this.entries.filter((node) => node.name?.text === name);
    return documentation(single(found, name, ENTRIES));
  }
}

/**
 * The text of the comment over a declaration, one line a paragraph. Code is left out: examples are made for each
 * language. So is what follows a tag, which speaks of TypeScript alone.
 */
export function documentation(node: ts.Node): string {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.comment;
  return (ts.getTextOfJSDocComment(comment) ?? "")
    .replace(/^```.*?^```$/gms, "")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll("\n", " ").trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

function statements(files: readonly string[]): ts.Statement[] {
  return files.flatMap((file) => {
    const text = readFileSync(path.join(REPOSITORY, file), "utf8");
    return [...ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true).statements];
  });
}

function single<T>(found: readonly T[], name: string, files: readonly string[]): T {
  const [node] = found;
  if (node !== undefined && found.length === 1) return node;
  throw new Error(`${name} is declared ${found.length} times in ${files.join(", ")}, expected once`);
}
