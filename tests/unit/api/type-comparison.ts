/*
 * Comparisons that the compiler makes (npm run test:types): an assertion that does not hold does not compile.
 */

/**
 * `true` if both types are the same to the compiler, else `never`. The two functions are alike only for the same type:
 * it compares no structure then, but `T extends A` itself. They must stand here as they are: types with a name it
 * compares by their parameters, and so lets an optional property more pass.
 */
export type Same<A, B> =
  (<T>(value: T) => T extends A ? 1 : 2) extends <T>(value: T) => T extends B ? 1 : 2 ? true : never;

/** The named properties of a type that lets others pass. */
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

type KeyOfAny<T> = T extends unknown ? keyof T : never;
type ValueInAny<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never;

/** Paths of the properties that `Model` names and `Described` lacks, at any depth; `never` if there is none. */
export type Missing<Model, Described, Path extends string = ""> =
  NonNullable<Model> extends readonly (infer Item)[]
    ? Missing<Item, ItemOf<NonNullable<Described>>, `${Path}[]`>
    : NonNullable<Model> extends object
      ? MissingNamed<Named<NonNullable<Model>>, NonNullable<Described>, Path>
      : never;

type MissingNamed<Model, Described, Path extends string> = {
  [K in keyof Model & string]-?: K extends KeyOfAny<Described>
    ? Missing<Model[K], ValueInAny<Described, K>, `${Path}.${K}`>
    : `${Path}.${K}`;
}[keyof Model & string];

/** `true` if nothing is missing, else the paths, which the compiler then prints. */
export type Complete<Model, Described> = [Missing<Model, Described>] extends [never]
  ? true
  : Missing<Model, Described>;

/** A type with intersections and wrappers written out, at any depth, so that types can be compared. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { [K in keyof T]: Plain<T[K]> }
    : T;
