/*
 * Comparisons that the compiler makes (npm run test:types): an assertion that does not hold does not compile.
 */

/** `true` if both types are the same to the compiler, else `never`. */
export type Same<A, B> = [Probe<A>, Probe<B>] extends [Probe<B>, Probe<A>] ? true : never;

/** Probes are alike only for the same type: the compiler then compares no structure, but `T extends A` itself. */
type Probe<A> = <T>(value: T) => T extends A ? 1 : 2;

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
