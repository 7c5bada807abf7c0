import { z } from "zod";
import { type Archive, type Asset, assetsByHash, fileAsset, fileOrArchive } from "./assets";
import type { FieldClass, FieldPolicy } from "./fields";

/*
 * What an input is, said once: from a table of these come the schema that check uses, the rows that diff compares, and,
 * by `npm run generate`, the argument types of the sdk, the package schema and the tables of the pages.
 */

/** What every input may say of itself. A group with a `change` or `why` of its own says it for all that is in it. */
interface Facts<R extends boolean = boolean> {
  /** For whoever writes a program; what its absence and its change mean is appended. Absent: the input is internal. */
  readonly doc?: string;
  /** What a change of it means. */
  readonly change?: FieldClass;
  /** Why a change means that; for policies of a program nothing need be said. */
  readonly why?: string;
  /** What an absent value equals. */
  readonly default?: unknown;
  /** What an absent value means where that is no fixed value. */
  readonly absent?: string;
  /** Where state records the value in force when the input is absent; then absence is no change. */
  readonly resolvedAt?: string;
  /** The enum of values that are known, of which others are accepted too. */
  readonly known?: "Region" | "Runtime";
  /** Brings values that mean the same to the same form before they are compared. */
  readonly canonical?: (value: unknown) => unknown;
  /** An input that must be there; others may be absent. */
  readonly required?: R;
  /** An input of a component that decides which resources there are: a value, no output. */
  readonly plain?: true;
}

/** One input of type `T`. */
export interface Field<T = unknown, R extends boolean = boolean> extends Facts {
  readonly required: R;
  /** Of the value itself, where it is present. */
  readonly schema: z.ZodType<T>;
  readonly type: FieldType;
}

export type FieldType =
  | { readonly kind: "text" | "integer" | "number" | "boolean" | "anything" | "file" | "files" }
  | ({ readonly kind: "choice"; readonly values: readonly string[] } & Partial<TypeName>)
  | { readonly kind: "list" | "map"; readonly of: Field }
  | ({ readonly kind: "group"; readonly fields: Fields } & TypeName);

/** What the sdk calls a type, and says of it. */
export interface TypeName {
  readonly name: string;
  readonly about: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** The type of the values of some fields. */
export type ValuesOf<S extends Fields> = Flat<
  { [K in keyof S as S[K]["required"] extends true ? K : never]: z.output<S[K]["schema"]> } & {
    [K in keyof S as S[K]["required"] extends true ? never : K]?: z.output<S[K]["schema"]> | undefined;
  }
>;

/** Written out, for whoever reads it in an editor. */
type Flat<T> = T extends infer O ? { [K in keyof O]: O[K] } : never;

/** A group of fields keeps their types. */
export interface GroupField<S extends Fields, R extends boolean> extends Field<ValuesOf<S>, R> {
  readonly type: { readonly kind: "group"; readonly fields: S } & TypeName;
}

function field<T, R extends boolean>(type: FieldType, schema: z.ZodType<T>, facts: Facts<R>): Field<T, R> {
  return { ...facts, required: facts.required ?? (false as R), type, schema };
}

/** Text that is not empty, unless its own `schema` says otherwise. */
export function text<const R extends boolean = false>(
  facts: Facts<R> & { schema?: z.ZodType<string> },
): Field<string, R> {
  return field({ kind: "text" }, facts.schema ?? z.string().min(1, "must not be empty"), facts);
}

/** Any text, as an item of a list or a map. */
export const anyText = text({ schema: z.string() });

/** A whole number above 0, unless its own `schema` says otherwise. */
export function integer<const R extends boolean = false>(
  facts: Facts<R> & { max?: number; schema?: z.ZodType<number> },
): Field<number, R> {
  const whole = z.int("must be a whole number").positive("must be above 0");
  const { max } = facts;
  const bounded = max === undefined ? whole : whole.max(max, `must be at most ${max}`);
  return field({ kind: "integer" }, facts.schema ?? bounded, facts);
}

/** A number above 0, unless its own `schema` says otherwise. */
export function number<const R extends boolean = false>(
  facts: Facts<R> & { schema?: z.ZodType<number> },
): Field<number, R> {
  return field({ kind: "number" }, facts.schema ?? z.number().positive("must be above 0"), facts);
}

export function boolean<const R extends boolean = false>(facts: Facts<R>): Field<boolean, R> {
  return field({ kind: "boolean" }, z.boolean(), facts);
}

/** A file of the machine that runs the program, or text that is to be one. Two are the same if their content is. */
export function file<const R extends boolean = false>(facts: Facts<R>): Field<Asset, R> {
  return field({ kind: "file" }, fileAsset, { canonical: assetsByHash, ...facts });
}

/** The same, or several files in one: a folder or an archive. */
export function files<const R extends boolean = false>(facts: Facts<R>): Field<Asset | Archive, R> {
  return field({ kind: "files" }, fileOrArchive, { canonical: assetsByHash, ...facts });
}

/** One of a few texts. In the sdk its type has a name only if it is given one. */
export function choice<const V extends readonly string[], const R extends boolean = false>(
  values: V,
  facts: Facts<R> & Partial<TypeName>,
): Field<V[number], R> {
  const { name, about } = facts;
  const named = name === undefined || about === undefined ? {} : { name, about };
  return field<V[number], R>({ kind: "choice", values, ...named }, z.enum(values), facts);
}

export function list<T, const R extends boolean = false>(of: Field<T>, facts: Facts<R>): Field<T[], R> {
  return field({ kind: "list", of }, z.array(of.schema), facts);
}

/** Values by keys that the user chooses. */
export function map<T, const R extends boolean = false>(
  of: Field<T>,
  facts: Facts<R>,
): Field<Record<string, T>, R> {
  return field({ kind: "map", of }, z.record(z.string(), of.schema), facts);
}

/** Values of any kind, by keys that the user chooses. */
export function anything<const R extends boolean = false>(
  facts: Facts<R>,
): Field<Record<string, unknown>, R> {
  const of = field({ kind: "anything" }, z.unknown(), {});
  return map(of, facts);
}

/** An object of inputs. */
export function group<S extends Fields, const R extends boolean = false>(
  facts: Facts<R> & TypeName,
  fields: S,
): GroupField<S, R> {
  const { name, about } = facts;
  const type = { kind: "group", name, about, fields } as const;
  return { ...field(type, objectSchema(fields) as z.ZodType<ValuesOf<S>>, facts), type };
}

/** What the sdk, the host or check set; it is never compared unless it says so. */
export function internal<T>(why: string, schema: z.ZodType<T>, facts: Facts<false> = {}): Field<T, false> {
  return field({ kind: "anything" }, schema, { change: "internal", why, ...facts });
}

/** What the sdk calls the arguments of a resource, and says of them. */
interface ArgumentsName extends TypeName {
  /** What a change of the class `run` means for the resource, as a sentence of the documentation. */
  readonly replacing?: string;
}

/** All inputs of a resource, and what follows from them. */
export interface FieldTable<S extends Fields = Fields> extends ArgumentsName {
  readonly fields: S;
  /** What check accepts. */
  readonly schema: z.ZodType<ValuesOf<S>>;
  /** What diff compares, and in which order. */
  readonly rows: readonly FieldPolicy[];
  /** Paths that a message may suggest: `[]` stands for any index, `*` for any key. */
  readonly paths: readonly string[];
  readonly defaultOf: DefaultOf<S>;
}

/** The default of the input at a dotted path. */
type DefaultOf<S extends Fields> = <P extends string>(path: P) => ValueAt<ValuesOf<S>, P>;

/** The type of what is at a dotted path, where it is present. */
type ValueAt<T, P extends string> = P extends `${infer K}.${infer Rest}`
  ? ValueAt<NonNullable<T[K & keyof T]>, Rest>
  : P extends keyof T
    ? NonNullable<T[P]>
    : undefined;

export function fieldTable<S extends Fields>(name: ArgumentsName, fields: S): FieldTable<S> {
  const rows = rowsOf(fields, "", NOTHING_SAID);
  return {
    ...name,
    fields,
    schema: objectSchema(fields) as z.ZodType<ValuesOf<S>>,
    rows,
    paths: pathsOf(fields, ""),
    defaultOf: defaultsIn<S>(rows),
  };
}

export function defaultsOf<S extends Fields>(fields: S): DefaultOf<S> {
  return defaultsIn<S>(rowsOf(fields, "", NOTHING_SAID));
}

function defaultsIn<S extends Fields>(rows: readonly FieldPolicy[]): DefaultOf<S> {
  return <P extends string>(path: P) => {
    const row = rows.find((candidate) => candidate.path === path);
    if (row?.default === undefined) throw new TypeError(`${path} has no default`);
    return row.default as ValueAt<ValuesOf<S>, P>;
  };
}

function objectSchema(fields: Fields): z.ZodType {
  const shape = Object.entries(fields).map(([key, { schema, required }]) => [
    key,
    required ? schema : schema.optional(),
  ]);
  return z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType>);
}

/** What a group says for all that is in it. */
interface Said {
  readonly change: FieldClass | undefined;
  readonly why: string | undefined;
}

const NOTHING_SAID: Said = { change: undefined, why: undefined };

function rowsOf(fields: Fields, prefix: string, outer: Said): FieldPolicy[] {
  return Object.entries(fields).flatMap(([key, it]) => {
    const path = prefix + key;
    const said = { change: outer.change ?? it.change, why: outer.why ?? it.why };
    return it.type.kind === "group"
      ? rowsOf(it.type.fields, `${path}.`, said)
      : [rowOf(path, it, said, outer)];
  });
}

function rowOf(path: string, it: Field, { change, why }: Said, outer: Said): FieldPolicy {
  const { default: value, absent, resolvedAt, canonical } = it;
  return {
    path,
    class: change ?? "local",
    ...(value === undefined ? {} : { default: value }),
    ...(absent === undefined ? {} : { absent }),
    // What holds for many runs is in force for none: only an input of the run itself is resolved.
    ...(resolvedAt === undefined || outer.change !== undefined ? {} : { effectivePath: resolvedAt }),
    ...(canonical ? { canonical } : {}),
    why: why ?? "policy of this program",
  };
}

/** The paths of the fields that are files, in the form of `FieldTable.paths`. */
export function filePaths(fields: Fields, prefix = ""): string[] {
  const inside = ({ type }: Field, path: string): string[] => {
    if (type.kind === "file" || type.kind === "files") return [path];
    if (type.kind === "group") return filePaths(type.fields, `${path}.`);
    if (type.kind === "list") return inside(type.of, `${path}.[]`);
    return type.kind === "map" ? inside(type.of, `${path}.*`) : [];
  };
  return Object.entries(fields).flatMap(([key, it]) => inside(it, prefix + key));
}

function pathsOf(fields: Fields, prefix: string): string[] {
  return Object.entries(fields).flatMap(([key, it]) => pathsIn(it, prefix + key));
}

function pathsIn({ type }: Field, path: string): string[] {
  if (type.kind === "group") return pathsOf(type.fields, `${path}.`);
  if (type.kind !== "list" && type.kind !== "map") return [path];
  const inner =
    type.of.type.kind === "group" ? pathsIn(type.of, path + (type.kind === "list" ? ".[]" : ".*")) : [];
  return [path, ...inner];
}
