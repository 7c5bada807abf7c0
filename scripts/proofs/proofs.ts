import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A test that names the rules that it proves, in a comment directly above it: `// rule: lost-answer, kill`. */
export interface Proof {
  /** From the root of the repository. */
  readonly file: string;
  /** With those of the describe blocks around it; `…` stands for what differs from case to case. */
  readonly title: string;
  readonly rules: readonly string[];
  /** It runs in `npm run test:thorough` alone. */
  readonly isThorough: boolean;
}

const TAG = /^\s*\/\/ rule: (.+)$/;
const THOROUGH = new Set(["describeThorough", "describeHostsThorough", "itThorough"]);
const TESTS = new Set([
  ...["describe", "it", "test", "describeHosts", "describeSampled", "itSampled"],
  ...THOROUGH,
]);

/** The proofs of every file below tests/, by file and then in their order. */
export function proofsBelow(repository: string): Proof[] {
  const files = readdirSync(path.join(repository, "tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.posix.join("tests", file.replaceAll(path.sep, "/")));
  return files.sort().flatMap((file) => proofsIn(file, readFileSync(path.join(repository, file), "utf8")));
}

/** @throws Error if a tag is not directly above a test */
export function proofsIn(file: string, text: string): Proof[] {
  const tags = text.split("\n").filter((line) => TAG.test(line)).length;
  if (tags === 0) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const proofs: Proof[] = [];
  visit(source, [], false);
  if (proofs.length !== tags)
    throw new Error(`${file} has ${tags} tags, and ${proofs.length} of them are directly above a test`);
  return proofs;

  function visit(node: ts.Node, around: readonly string[], isWithinThorough: boolean): void {
    const test = ts.isExpressionStatement(node) ? testIn(node.expression) : undefined;
    const titles = test === undefined ? around : [...around, test.title];
    const rules = test === undefined ? [] : rulesAbove(node);
    const isThorough = isWithinThorough || (test !== undefined && THOROUGH.has(test.form));
    if (rules.length > 0) proofs.push({ file, title: titles.join(" › "), rules, isThorough });
    ts.forEachChild(node, (child) => visit(child, titles, isThorough));
  }

  function rulesAbove(node: ts.Node): string[] {
    const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    const last = comments.at(-1);
    if (!last) return [];
    const [, rules] = TAG.exec(text.slice(last.pos, last.end)) ?? [];
    return rules === undefined ? [] : rules.split(",").map((rule) => rule.trim());
  }
}

/** Form and title of a call such as `it("…", …)` or `describe.each(cases)("…", …)`. */
function testIn(expression: ts.Expression): { form: string; title: string } | undefined {
  if (!ts.isCallExpression(expression)) return undefined;
  let callee: ts.Expression = expression.expression;
  while (!ts.isIdentifier(callee)) {
    if (!ts.isCallExpression(callee) && !ts.isPropertyAccessExpression(callee)) return undefined;
    callee = callee.expression;
  }
  const [title] = expression.arguments;
  if (!TESTS.has(callee.text) || !title) return undefined;
  const text = textOf(title)?.replace(/(%[sdifjo]|\$[\w.]+|…)+/g, "…");
  return text === undefined ? undefined : { form: callee.text, title: text };
}

function textOf(title: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(title)) return title.text;
  if (!ts.isTemplateExpression(title)) return undefined;
  return title.head.text + title.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}
