/** An engine that can be run. `source` says in words where it is from. */
export interface Engine {
  readonly binFolder: string;
  readonly version: string;
  readonly source: string;
}

/** What one place to look in has to say: an engine, or why there is none and, if known, the way to get one. */
export type Found = { readonly engine: Engine } | { readonly why: string; readonly remedy?: string };
