import { matches, type Pattern } from "./wildcard";

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

/** A fault for the requests that match. Of several rules the first that is due hits. */
export interface FaultRule {
  /** Default: any. */
  method?: string;
  /** Compared with the whole path, without the query. Default: any. */
  path?: Pattern;
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
  /** The same seed hits the same requests of a sequence. Default 1. */
  seed?: number;
  kind: FaultKind;
  /** `after`: the operation takes effect and only its answer is lost or replaced. Default `before`. */
  when?: "before" | "after";
  /** Default: 500 for `status`, 502 for `html`, 307 for `redirect`, else what the operation answers. */
  status?: number;
  /** A text is sent as it is, anything else as JSON. Default: the API's error envelope. */
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  bytes?: number;
}

/** What fault rules look at. */
export interface FaultTarget {
  method: string;
  path: string;
  runName: string | undefined;
}

interface ArmedRule {
  rule: FaultRule;
  skip: number;
  left: number;
  random: () => number;
}

/** The fault rules in force, with their counts. */
export class FaultBook {
  #armed: ArmedRule[] = [];

  add(rule: FaultRule): void {
    const unlimited = rule.probability === undefined ? 1 : Number.POSITIVE_INFINITY;
    this.#armed.push({
      rule,
      skip: rule.skip ?? 0,
      left: rule.times ?? unlimited,
      random: seededRandom(rule.seed ?? 1),
    });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits this request, if any; counts the request for the rules it matches. */
  take(target: FaultTarget): FaultRule | undefined {
    return this.#armed.find((armed) => armed.left > 0 && applies(armed.rule, target) && isDue(armed))?.rule;
  }
}

function applies({ method, path, match, kind }: FaultRule, target: FaultTarget): boolean {
  return (
    (method === undefined || method.toUpperCase() === target.method) &&
    (path === undefined || matches(path, target.path)) &&
    (match?.name === undefined || (target.runName !== undefined && matches(match.name, target.runName))) &&
    (kind !== "stale" || target.method === "GET")
  );
}

function isDue(armed: ArmedRule): boolean {
  if (armed.skip > 0) {
    armed.skip -= 1;
    return false;
  }
  if (armed.rule.probability !== undefined && armed.random() >= armed.rule.probability) return false;
  armed.left -= 1;
  return true;
}

/** Numbers from 0 to below 1; the mulberry32 generator, since Math.random cannot be repeated. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
