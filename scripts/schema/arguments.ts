import {
  type Field,
  type Fields,
  type FieldTable,
  type FieldType,
  filePaths,
} from "../../provider/inputs/field-types";
import { JOB_SET } from "../../provider/job-files/set-fields";
import { RESOURCES } from "../../provider/resources/registry";

/*
 * The argument types of the sdk, from the field tables of the provider. The sdk must not load the provider, so they are
 * written to a file of their own.
 */

const TABLES: readonly FieldTable[] = [...Object.values(RESOURCES).map(({ table }) => table), JOB_SET];

/** A type that has a name. */
export interface NamedType {
  readonly name: string;
  readonly about: string;
  readonly is:
    | { readonly fields: Fields; readonly replacing?: string }
    | { readonly choices: readonly string[] };
}

/** All of them, each before those that use it. */
export function argumentTypes(): NamedType[] {
  const types = TABLES.flatMap(({ name, about, fields, replacing }) => [
    ...typesIn(fields),
    { name, about, is: { fields, ...(replacing === undefined ? {} : { replacing }) } },
  ]);
  return [...new Map(types.map((type) => [type.name, type])).values()];
}

function typesIn(fields: Fields): NamedType[] {
  return publicFields(fields).flatMap(([, { type }]) => namedIn(type));
}

function namedIn(type: FieldType): NamedType[] {
  if (type.kind === "list" || type.kind === "map") return namedIn(type.of.type);
  const { name, about } = { name: undefined, about: "", ...type };
  if (type.kind === "group")
    return [...typesIn(type.fields), { name: type.name, about: type.about, is: { fields: type.fields } }];
  return type.kind === "choice" && name !== undefined ? [{ name, about, is: { choices: type.values } }] : [];
}

/** What is run comes first in an editor; the order of the table is that of the names of runs. */
const FIRST = ["runPython", "runJar"];

/** The fields that programs may set. */
export function publicFields(fields: Fields): [string, Field][] {
  const entries = Object.entries(fields).filter(([key]) => !key.startsWith("__"));
  const isFirst = ([key]: [string, Field]): boolean => FIRST.includes(key);
  return [...entries.filter(isFirst), ...entries.filter((entry) => !isFirst(entry))];
}

/** The sdk's types of an input that is a file, or several. */
const FILE = "LocalFile";
const FILES = "LocalFiles";

/** The text of `wire/file-inputs.generated.ts`. */
export function fileInputsSource(): string {
  const lists = Object.entries(RESOURCES).map(([noun, { table }]) => {
    const paths = filePaths(table.fields).map((path) => `    ${JSON.stringify(path)},\n`);
    return paths.length === 0 ? `  ${noun}: [],\n` : `  ${noun}: [\n${paths.join("")}  ],\n`;
  });
  return [
    "// Written by `npm run generate` from the field tables of the provider. Edit those.",
    "",
    "/** Where the arguments of each resource take files: `[]` stands for any index, `*` for any key. */",
    `export const FILE_INPUTS = {\n${lists.join("")}} as const;`,
    "",
  ].join("\n");
}

/** The text of `sdk/args.generated.ts`. */
export function argumentsSource(): string {
  return [
    "// Written by `npm run generate` from the field tables of the provider. Edit those.",
    'import type * as pulumi from "@pulumi/pulumi";',
    `import type { ${FILE}, ${FILES} } from "./local-file";`,
    ...argumentTypes().map((type) => `\n${comment(type.about, "")}${declaration(type)}`),
    "",
  ].join("\n");
}

function declaration({ name, is }: NamedType): string {
  if ("choices" in is) return `export type ${name} = ${union(is.choices)};`;
  const members = publicFields(is.fields).map(
    ([key, it]) => `${comment(documentationOf(it, is.replacing), "  ")}  ${property(key, it)}`,
  );
  return `export interface ${name} {\n${members.join("\n")}\n}`;
}

function property(key: string, { type, required, plain }: Field): string {
  if (plain && required) return `${key}: ${typeText(type)};`;
  return required
    ? `${key}: pulumi.Input<${typeText(type)}>;`
    : `${key}?: pulumi.Input<${typeText(type)} | undefined>;`;
}

function typeText(type: FieldType): string {
  switch (type.kind) {
    case "text":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "anything":
      return "unknown";
    case "file":
      return FILE;
    case "files":
      return FILES;
    case "choice":
      return type.name ?? union(type.values);
    case "list":
      return `${inputText(type.of.type)}[]`;
    case "map":
      return `Record<string, ${inputText(type.of.type)}>`;
    case "group":
      return type.name;
  }
}

function inputText(type: FieldType): string {
  return type.kind === "anything" ? "unknown" : `pulumi.Input<${typeText(type)}>`;
}

function union(choices: readonly string[]): string {
  return choices.map((choice) => JSON.stringify(choice)).join(" | ");
}

/** What a field says of itself, then what its absence and its change mean. */
export function documentationOf(it: Field, replacing: string | undefined): string {
  const { doc, change, required } = it;
  if (doc === undefined) throw new Error("a field that programs may set has no documentation");
  const absence = required ? [] : absenceOf(it);
  const changes =
    change === "run" ? [replacing] : change === "next" ? ["A change counts for the next run."] : [];
  return [doc, ...absence, ...changes.filter((text) => text !== undefined)].join(" ");
}

function absenceOf({ default: value, absent }: Field): string[] {
  if (absent !== undefined) return [`Default: ${absent}.`];
  if (value === undefined) return [];
  if (typeof value === "object" && Object.keys(value as object).length === 0) return ["Default none."];
  const said = JSON.stringify(value);
  return [
    typeof value === "number" || typeof value === "boolean" ? `Default ${said}.` : `Default \`${said}\`.`,
  ];
}

const WIDTH = 118;

function comment(text: string, indent: string): string {
  const line = `${indent}/** ${text} */\n`;
  if (line.length <= WIDTH && !text.includes("\n")) return line;
  const lines = text.split("\n").flatMap((paragraph) => wrapped(paragraph, WIDTH - indent.length - 3));
  return `${indent}/**\n${lines.map((part) => `${indent} * ${part}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

function wrapped(text: string, width: number): string[] {
  return text.split(" ").reduce<string[]>(
    (lines, word) => {
      const last = lines.at(-1) ?? "";
      if (last === "" || last.length + 1 + word.length <= width)
        return [...lines.slice(0, -1), last === "" ? word : `${last} ${word}`];
      return [...lines, word];
    },
    [""],
  );
}
