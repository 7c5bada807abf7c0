import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { UNKNOWN } from "../../wire/pulumi-values";
import type { Position } from "./definition";
import type { Source } from "./load";
import type { Problems } from "./problems";
import type { Entry, Mapping, Scalar, Tree } from "./tree";

/** What aliases stand for counts each time, so that a few lines cannot fill the memory. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 100;

/** What a file says; undefined if it cannot be read. JSON is YAML. */
export function parseSource({ file, text }: Source, problems: Problems): Tree | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  // The first one is the mistake; the others follow from it.
  if (error) problems.add(at(error.pos[0]), syntaxText(error, text, /\.json$/i.test(file) ? "JSON" : "YAML"));
  else if (document.contents === null) problems.add(at(0), "the file is empty: it declares no job");
  if (error || document.contents === null) return undefined;
  const reader = new Reader(document, at, problems);
  const tree = reader.tree(document.contents);
  return reader.isFull ? undefined : tree;
}

/** The parser's own words, and what to do where they do not say it. */
function syntaxText({ code, message, pos }: YAMLError, text: string, language: string): string {
  if (code === "TAB_AS_INDENT") return "a tab cannot indent YAML: use spaces";
  if (code === "MULTIPLE_DOCS") return "a job file is one document: put what follows --- into another file";
  const before = text.slice(text.lastIndexOf("\n", pos[0]) + 1, pos[0] + 1);
  const advice = /[[{,].*\$\{?/.test(before) ? "; inside [ ] and { } a text with ${…} needs quotes" : "";
  return `not valid ${language}: ${lowerFirst(message)}${advice}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Turns the parser's nodes into values with places. */
class Reader {
  /** Whether more was written than is read. */
  isFull = false;
  private values = 0;
  /** What aliases stand for: to look for it goes through the file. */
  private readonly targets = new Map<Alias, Node | undefined>();
  /** The one that is written out now, and within which there may be others. */
  private outermost: Position | undefined;

  constructor(
    private readonly document: Document,
    private readonly at: (offset: number) => Position,
    private readonly problems: Problems,
  ) {}

  tree(node: unknown, depth = 0): Tree {
    const place = this.place(node);
    const nothing: Scalar = { ...place, kind: "scalar", value: null, written: "" };
    if (this.isTooMuch(place, depth)) return nothing;
    if (isAlias(node)) return this.aliased(node, depth);
    this.checkTag(node, place);
    if (isMap(node)) return this.mapping(node, depth);
    if (isSeq(node))
      return { ...place, kind: "list", items: node.items.map((item) => this.tree(item, depth + 1)) };
    return isScalar(node) ? scalar(place, node.value, node.source) : nothing;
  }

  /** Elsewhere tags read secrets, files or classes: here they would be passed over, and the text sent as it stands. */
  private checkTag(node: unknown, place: Position): void {
    const tag = isScalar(node) || isMap(node) || isSeq(node) ? node.tag : undefined;
    if (tag === undefined || PLAIN_TAGS.has(tag)) return;
    const written = tag.startsWith(TAG_PREFIX) ? `!!${tag.slice(TAG_PREFIX.length)}` : tag;
    this.problems.add(place, `the tag ${written} means nothing in a job file: take it out`);
  }

  private isTooMuch(place: Position, depth: number): boolean {
    if (++this.values <= MAX_VALUES && depth <= MAX_DEPTH) return false;
    if (!this.isFull)
      this.problems.add(
        this.outermost ?? place,
        "the file is too large once its aliases (*name) are written out",
      );
    this.isFull = true;
    return true;
  }

  /** It stands where it is used. */
  private aliased(alias: Alias, depth: number): Tree {
    if (!this.targets.has(alias)) this.targets.set(alias, alias.resolve(this.document));
    const target = this.targets.get(alias);
    if (target === undefined) {
      this.problems.add(this.place(alias), `no value above is named &${alias.source}`);
      // Whatever it was to be passes: nothing more is known of it.
      return { ...this.place(alias), kind: "scalar", value: UNKNOWN, written: UNKNOWN };
    }
    const outermost = this.outermost;
    this.outermost ??= this.place(alias);
    const tree = this.tree(target, depth + 1);
    this.outermost = outermost;
    return tree;
  }

  private mapping(map: YAMLMap, depth: number): Mapping {
    const own = new Map<string, Entry>();
    const others = new Map<string, Entry>();
    for (const pair of map.items) {
      const key = this.place(pair.key);
      const name = keyText(pair);
      if (name === undefined) this.problems.add(key, "a key must be text");
      else if (name === MERGE_KEY) this.mergeKey(pair, depth, others);
      else this.setOnce(own, name, { key, value: this.tree(pair.value, depth + 1) });
    }
    return { ...this.place(map), kind: "mapping", entries: new Map([...others, ...own]) };
  }

  private setOnce(entries: Map<string, Entry>, name: string, entry: Entry): void {
    const first = entries.get(name);
    if (first) this.problems.add(entry.key, `${name} is here twice, first in line ${first.key.line}`);
    else entries.set(name, entry);
  }

  /** `<<: *common`, or a list of these, of which the first wins. */
  private mergeKey(pair: Pair, depth: number, entries: Map<string, Entry>): void {
    const value = this.tree(pair.value, depth + 1);
    for (const source of value.kind === "list" ? value.items : [value]) {
      if (source.kind !== "mapping")
        this.problems.add(this.place(pair.value), "<< takes a mapping, or a list of mappings");
      else for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
    }
  }

  private place(node: unknown): Position {
    return this.at((node as Node | null)?.range?.[0] ?? 0);
  }
}

const MERGE_KEY = "<<";

const TAG_PREFIX = "tag:yaml.org,2002:";
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ["null", "bool", "int", "float", "str", "seq", "map"].map((name) => `${TAG_PREFIX}${name}`),
);

function keyText({ key }: Pair): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function scalar(place: Position, value: unknown, source: string | undefined): Scalar {
  const isPlain = typeof value === "number" || typeof value === "boolean" || value === null;
  if (isPlain) return { ...place, kind: "scalar", value, written: source ?? String(value) };
  const text = typeof value === "string" ? value : (source ?? "");
  return { ...place, kind: "scalar", value: text, written: text };
}
