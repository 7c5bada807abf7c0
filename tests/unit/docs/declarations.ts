import { readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";

/** A source file of the repository, parsed. */
export function sourceFile(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
}

/** The names of the instance properties and methods that an interface or class declares. */
export function propertiesOf(source: ts.SourceFile, name: string): string[] {
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration | ts.ClassDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) &&
      statement.name?.text === name,
  );
  if (!found) throw new Error(`${source.fileName} declares no ${name}`);
  const members: readonly ts.Node[] = found.members;
  return members
    .filter((member) => ts.isPropertySignature(member) || ts.isMethodSignature(member) || isField(member))
    .map((member) => (member as ts.PropertySignature).name.getText(source));
}

function isField(member: ts.Node): boolean {
  return ts.isPropertyDeclaration(member);
}

/** The texts that a type allows, if it is declared as a union of them. */
export function choicesOf(source: ts.SourceFile, name: string): string[] {
  const found = source.statements.find(
    (statement): statement is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (!found || !ts.isUnionTypeNode(found.type))
    throw new Error(`${source.fileName} declares no union ${name}`);
  return found.type.types.map((choice) => choice.getText(source).replaceAll('"', ""));
}

/** Stands for what is only known when a text is made. */
export const GAP = "…";

/** Every text that is written in the sources of these folders, put together where it was split, with gaps. */
export function textsIn(folders: readonly string[]): Set<string> {
  const texts = new Set<string>();
  for (const file of folders.flatMap(sources)) visit(sourceFile(file), texts);
  return texts;
}

function sources(folder: string): string[] {
  return readdirSync(path.join(REPOSITORY, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|cjs)$/.test(file))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, "/")));
}

function visit(node: ts.Node, texts: Set<string>): void {
  const text = textOf(node);
  if (text !== undefined) texts.add(text);
  ts.forEachChild(node, (child) => visit(child, texts));
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => GAP + literal.text).join("");
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = textOf(node.left);
    const right = textOf(node.right);
    if (left === undefined && right === undefined) return undefined;
    return (left ?? GAP) + (right ?? GAP);
  }
  return undefined;
}
