import { type Pattern } from "../wildcard";

/** What goes wrong. */
export type FaultKind =
  /** An error answer: `status`, `body`, `headers`. */
  | "status"
  /** The connection is reset without an answer. */
  | "reset"
  /** The answer comes `delayMs` later. */
  | "delay"
  /** A JSON answer that breaks off, complete as far as HTTP can tell. */
  | "malformedJson"
  /** The connection ends after `bytes` of the answer, fewer than announced. */
  | "truncated"
  /** A read that does not see the last write, or nothing of the last `delayMs`. Only GET requests. */
  | "stale"
  /** A page of HTML, as proxies send it; status 502 unless given. */
  | "html"
  /** A JSON answer of at least `bytes` (default 16 MiB). */
  | "oversize"
  /** 307 to `headers.location`, by default to a path of the emulator that answers 501. */
  | "redirect"
  /** No answer at all: until the client leaves, or for `delayMs` and then a reset. */
  | "hang";

/** A fault for the requests that match. The first rule whose turn it is hits. */
export interface FaultRule {
  /** Default: any. */
  method?: string;
  /** Compared with the whole path, without the query. Default: any. */
  path?: Pattern;
  /** What else the request must be about. Default: anything. */
  match?: {
    /** Name of the run that the request starts or names, or the name that it lists. */
    name?: Pattern;
  };
  /** Lets that many matching requests pass first. Default 0. */
  skip?: number;
  /** Hits that many requests. Default 1; with `probability` unlimited. */
  times?: number;
  /** Hits each matching request with this probability, 0 to 1. Default 1. */
  probability?: number;
  /** The same seed hits the same requests of a sequence. Default: that of the emulator, or 1. */
  seed?: number;
  /** What goes wrong. */
  kind: FaultKind;
  /** `after`: the operation takes effect and only its answer is lost or replaced. Default `before`. */
  when?: "before" | "after";
  /** Default: 500 for `status`, 502 for `html`, 307 for `redirect`, else what the operation answers. */
  status?: number;
  /** A text is sent as it is, anything else as JSON. Default: the API's error envelope. */
  body?: unknown;
  /** Headers of the answer, on top of its usual ones. Default: none. */
  headers?: Record<string, string>;
  /**
   * Milliseconds of real time. Default: none for `delay`, no limit for `hang`; `stale` then does not see the last write,
   * whenever that was.
   */
  delayMs?: number;
  /** Bytes that are sent. Default: 16 MiB for `oversize`, half of the answer for `truncated`. */
  bytes?: number;
}
