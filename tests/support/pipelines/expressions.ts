/*
 * The part of GitHub's expressions that the workflows use. Anything else is an error, so that a workflow with more needs
 * more here: https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */

/** Values by the name of their context: `github`, `secrets` and others. A property that is absent is null. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the steps before went, for `always()` and its like. */
export type Progress = "success" | "failure" | "cancelled";

type Value = unknown;

const TOKENS = /\s*(?:'(?:[^']|'')*'|\|\||&&|==|!=|[!()]|[A-Za-z_][\w.-]*)/y;

/** What stands in `${{ }}`. */
export function evaluated(expression: string, contexts: Contexts, progress: Progress): Value {
  const tokens = tokensOf(expression);
  const reader = new Reader(tokens, contexts, progress, expression);
  const value = reader.either();
  reader.end();
  return value;
}

/** A text with each `${{ }}` replaced. */
export function interpolated(text: string, contexts: Contexts, progress: Progress): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluated(expression, contexts, progress);
    if (value !== null && typeof value === "object") throw new Error(`${expression} is no text`);
    return textOf(value);
  });
}

/** Whether a job or step with this `if` is carried out. Without one of the functions of status it needs success. */
export function holds(condition: string | undefined, contexts: Contexts, progress: Progress): boolean {
  if (condition === undefined) return progress === "success";
  const asks = /\b(always|failure|cancelled|success)\(\)/.test(condition);
  return (asks || progress === "success") && isTrue(evaluated(condition, contexts, progress));
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < expression.trimEnd().length) {
    const at = TOKENS.lastIndex;
    const token = TOKENS.exec(expression)?.[0].trim();
    if (token === undefined) throw new Error(`cannot read ${expression} at ${expression.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
}

class Reader {
  #at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly contexts: Contexts,
    private readonly progress: Progress,
    private readonly expression: string,
  ) {}

  either(): Value {
    let value = this.both();
    while (this.take("||")) {
      const right = this.both();
      value = isTrue(value) ? value : right;
    }
    return value;
  }

  end(): void {
    if (this.#at < this.tokens.length) throw new Error(`${this.expression} goes on after its end`);
  }

  private both(): Value {
    let value = this.equality();
    while (this.take("&&")) {
      const right = this.equality();
      value = isTrue(value) ? right : value;
    }
    return value;
  }

  private equality(): Value {
    const value = this.operand();
    if (this.take("==")) return isEqual(value, this.operand());
    if (this.take("!=")) return !isEqual(value, this.operand());
    return value;
  }

  private operand(): Value {
    if (this.take("!")) return !isTrue(this.operand());
    if (this.take("(")) return this.inBrackets();
    const token = this.tokens[this.#at++];
    if (token?.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === "true" || token === "false") return token === "true";
    if (token === undefined || !/^[A-Za-z_]/.test(token)) throw new Error(`cannot read ${this.expression}`);
    return this.take("(") ? this.call(token) : this.property(token);
  }

  private inBrackets(): Value {
    const value = this.either();
    if (!this.take(")")) throw new Error(`${this.expression} lacks a bracket`);
    return value;
  }

  private call(name: string): boolean {
    if (!this.take(")")) throw new Error(`${name} of ${this.expression} has arguments`);
    if (name === "always") return true;
    if (name === "success" || name === "failure") return this.progress === name;
    if (name === "cancelled") return this.progress === "cancelled";
    throw new Error(`${this.expression} calls ${name}, which is not known here`);
  }

  private property(name: string): Value {
    const [context = "", ...path] = name.split(".");
    if (!Object.hasOwn(this.contexts, context)) throw new Error(`there is no context ${context} here`);
    return path.reduce<Value>(
      (value, key) => (isObject(value) ? (value[key] ?? null) : null),
      this.contexts[context],
    );
  }

  private take(token: string): boolean {
    if (this.tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }
}

function isObject(value: Value): value is Readonly<Record<string, Value>> {
  return typeof value === "object" && value !== null;
}

function isTrue(value: Value): boolean {
  return value !== null && value !== undefined && value !== false && value !== "" && value !== 0;
}

/** Texts without regard to case, as GitHub does; kinds that GitHub would turn into numbers are an error. */
function isEqual(one: Value, other: Value): boolean {
  if (one === null || other === null) return one === other;
  if (typeof one !== typeof other) throw new Error(`a ${typeof one} is compared with a ${typeof other}`);
  return textOf(one).toLowerCase() === textOf(other).toLowerCase();
}

function textOf(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new Error("an object is no text");
}
