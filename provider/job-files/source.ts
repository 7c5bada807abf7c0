import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from "yaml";
import type { Position, Problem } from "./definition";

/** Keys and indexes from the top of a file down. */
export type ValuePath = readonly PropertyKey[];

/** A file as it was read. */
export interface JobSource {
  readonly file: string;
  /** Plain values; undefined if the file is not one of YAML or JSON. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or what contains it. With `ofKey` where its key does. */
  at(path: ValuePath, ofKey?: boolean): Position;
}

/** An alias may stand for much; files of people have few. */
const MAX_ALIASES = 100;

/** Reads YAML, of which JSON is a part. */
export function parseSource(file: string, text: string): JobSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const at = (path: ValuePath, ofKey = false): Position => position(offsetOf(document, path, ofKey));
  const problems = document.errors.map((error) => ({
    ...position(error.pos[0]),
    message: syntaxText(error),
  }));
  if (problems.length > 0) return { file, data: undefined, problems, at };
  try {
    return { file, data: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown, problems, at };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { file, data: undefined, problems: [{ ...position(0), message: aliasText(error) }], at };
  }
}

/** The parser's words are good where they name what they found; some of them need another word on what to do. */
function syntaxText({ code, message }: YAMLError): string {
  if (code === "TAB_AS_INDENT") return "a tab indents this line: YAML takes spaces only";
  if (code === "DUPLICATE_KEY") return "this key stands here twice: give each a name of its own";
  if (code === "MULTIPLE_DOCS")
    return "a file holds one document: put what follows `---` into a file of its own";
  return `this is not valid YAML: ${message.replace(/\s+/g, " ").replace(/\.$/, "")}`;
}

function aliasText(error: ReferenceError): string {
  return /excessive/i.test(error.message)
    ? `the file uses aliases more than ${MAX_ALIASES} times: write out what they stand for`
    : error.message;
}

function offsetOf(document: Document, path: ValuePath, ofKey: boolean): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, key] of path.entries()) {
    const inner = entryOf(resolved(node, document), key);
    if (inner === undefined) break;
    const isLast = index === path.length - 1;
    const keyOffset = inner.key?.range?.[0];
    const valueOffset = inner.value?.range?.[0];
    offset = (isLast && ofKey ? keyOffset : undefined) ?? valueOffset ?? keyOffset ?? offset;
    node = inner.value;
  }
  return offset;
}

interface Entry {
  readonly key?: Node | null;
  readonly value?: Node | null;
}

function entryOf(node: Node | null | undefined, key: PropertyKey): Entry | undefined {
  if (!isCollection(node)) return undefined;
  if (isSeq(node)) {
    const value = node.items[Number(key)] as Node | undefined;
    return value && { value };
  }
  if (!isMap(node)) return undefined;
  const pair = (node.items as Pair<Node, Node | null>[]).find(
    (item) => isScalar(item.key) && String(item.key.value) === String(key),
  );
  return pair && { key: pair.key, value: pair.value };
}

function resolved(node: Node | null | undefined, document: Document): Node | null | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}
