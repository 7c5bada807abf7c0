import { seededRandom } from "../random";
import { matches } from "../wildcard";
import { checkFault } from "./fault-check";
import type { FaultRule } from "./fault-rule";

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

  /** @param seed of the rules that name none. @throws RangeError for a rule that could not be carried out. */
  constructor(
    private readonly initial: readonly FaultRule[] = [],
    private readonly seed = 1,
  ) {
    this.reset();
  }

  /** @throws RangeError for a rule that could not be carried out. */
  add(rule: FaultRule): void {
    checkFault(rule);
    const unlimited = rule.probability === undefined ? 1 : Number.POSITIVE_INFINITY;
    this.#armed.push({
      rule,
      skip: rule.skip ?? 0,
      left: rule.times ?? unlimited,
      random: seededRandom(rule.seed ?? this.seed),
    });
  }

  clear(): void {
    this.#armed = [];
  }

  /** Back to the rules given at the start, with fresh counts. */
  reset(): void {
    this.clear();
    for (const rule of this.initial) this.add(rule);
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
