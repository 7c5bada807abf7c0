import path from "node:path";
import { ASSET_SIGNATURE, SIGNATURE_KEY, UNKNOWN } from "../../wire/pulumi-values";
import type { FieldType } from "../inputs/field-types";
import { pathText } from "../values";
import { type Position, type Reference, Template } from "./definition";
import type { Values } from "./matrix";
import { adviceOn } from "./needs";
import type { Problems } from "./problems";
import { partsOf, type Written } from "./references";
import { kindText, type Scalar, type Tree } from "./tree";

/** What references in a file stand for. */
export interface Scope {
  /** Of the combination; undefined where there is no matrix. */
  readonly values: Values | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A variable that is not set stays as it is written. */
  readonly keepsUnset: boolean;
  readonly problems: Problems;
  /** Told of each output of another job that is used. */
  readonly onOutput: (output: OutputReference, at: Position) => void;
}

export type OutputReference = Extract<Reference, { kind: "output" }>;

type Path = readonly (string | number)[];

/**
 * The value that a part of a file stands for: its references filled in or made Templates, paths made files.
 *
 * @param type of the input; undefined where no input is known
 */
export function filled(tree: Tree, type: FieldType | undefined, scope: Scope, at: Path = []): unknown {
  if (type?.kind === "file") return fileOf(tree, scope, at);
  if (tree.kind === "list")
    return tree.items.map((item, index) => filled(item, itemType(type, ""), scope, [...at, index]));
  if (tree.kind === "scalar") return filledScalar(tree, type, scope, at);
  const entries = [...tree.entries].map(([name, { value }]) => {
    return [name, filled(value, itemType(type, name), scope, [...at, name])] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function itemType(type: FieldType | undefined, name: string): FieldType | undefined {
  if (type?.kind === "list" || type?.kind === "map") return type.of.type;
  if (type?.kind !== "group") return undefined;
  return Object.hasOwn(type.fields, name) ? type.fields[name]?.type : undefined;
}

function filledScalar(tree: Scalar, type: FieldType | undefined, scope: Scope, at: Path): unknown {
  const value = typeof tree.value === "string" ? textOf(tree.value, tree, scope) : tree;
  if (!(value instanceof Template)) return typedValue(value, type);
  if (type === undefined || TAKES_TEXT.has(type.kind)) return value;
  const wanted = WANTED[type.kind] ?? "a whole value";
  scope.problems.add(tree, `${pathText(at)} takes ${wanted}, and what a reference stands for is text`);
  return UNKNOWN;
}

const TAKES_TEXT: ReadonlySet<FieldType["kind"]> = new Set(["text", "anything", "choice"]);

const WANTED: Partial<Record<FieldType["kind"], string>> = {
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  list: "a list",
  map: "a mapping",
  group: "a mapping",
};

/** Where text is taken, a number or a boolean is the text that it is written as. */
function typedValue(value: Plain, type: FieldType | undefined): unknown {
  return type?.kind === "text" && value.value !== null ? value.written : value.value;
}

type Plain = Pick<Scalar, "value" | "written">;

function plainText(text: string): Plain {
  return { value: text, written: text };
}

/** A text with its references filled in; a Template if some are known only later. */
function textOf(text: string, at: Position, scope: Scope): Plain | Template {
  const parts = partsOf(text).map((part): string | Plain | Template | Reference => {
    if (typeof part === "string") return part;
    if ("reference" in part) return resolved(part.reference, part.text, at, scope);
    scope.problems.add(at, `${part.text} ${part.mistake}`);
    return new Template([part.text]);
  });
  const [first, ...rest] = parts;
  if (rest.length === 0 && typeof first === "object" && "written" in first) return first;
  if (!parts.some((part) => part instanceof Template || (typeof part === "object" && "kind" in part)))
    return plainText(
      parts.map((part) => (typeof part === "string" ? part : (part as Plain).written)).join(""),
    );
  return new Template(
    parts.flatMap((part) => {
      if (part instanceof Template) return part.parts;
      return typeof part === "object" && "written" in part ? part.written : part;
    }),
  );
}

function resolved(
  reference: Written,
  text: string,
  at: Position,
  scope: Scope,
): Plain | Template | Reference {
  if (reference.kind === "matrix") return matrixValue(reference.name, text, at, scope);
  if (reference.kind === "env") return envValue(reference.name, text, at, scope);
  if (reference.kind === "output") scope.onOutput(reference, at);
  return reference;
}

function matrixValue(
  name: string,
  text: string,
  at: Position,
  { values, problems }: Scope,
): Plain | Template {
  const value = values?.get(name);
  if (value) return { value: value.value, written: value.written };
  const advice = values ? adviceOn(name, [...values.keys()]) : "the job has no matrix";
  problems.add(at, `${text} has no value: ${advice}`);
  return new Template([text]);
}

function envValue(name: string, text: string, at: Position, scope: Scope): Plain | Template {
  const value = scope.env[name];
  if (value !== undefined && value !== "") return plainText(value);
  if (!scope.keepsUnset)
    scope.problems.add(
      at,
      `${text} has no value: set the variable ${name} in the environment of the command`,
    );
  return new Template([text]);
}

/** A path starts at the folder of the file that names it. */
function fileOf(tree: Tree, scope: Scope, at: Path): unknown {
  const text =
    tree.kind === "scalar" && typeof tree.value === "string" ? textOf(tree.value, tree, scope) : undefined;
  if (text === undefined || (!(text instanceof Template) && text.written === "")) {
    scope.problems.add(
      tree,
      `${pathText(at)} takes the path of a file, which starts at the folder of this one, and this is ${tree.kind === "scalar" && tree.value === "" ? "empty" : kindText(tree)}`,
    );
    return UNKNOWN;
  }
  if (!(text instanceof Template))
    return assetAt(path.join(path.dirname(tree.file), text.written), text.written);
  if (text.parts.some((part) => typeof part !== "string"))
    scope.problems.add(
      tree,
      `${pathText(at)} is read before any job starts: of references it takes \${matrix.…} and \${env.…} alone`,
    );
  return UNKNOWN;
}

function assetAt(below: string, written: string): object {
  return { [SIGNATURE_KEY]: ASSET_SIGNATURE, path: path.isAbsolute(written) ? written : below };
}
