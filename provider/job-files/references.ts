import { nearest } from "../text/did-you-mean";
import { formatList } from "../text/format";
import type { Reference } from "./definition";

/* `${kind.name}` in a text, and `$${` for the characters themselves. */

/** A reference as it is written. */
export type Written =
  | Reference
  | { readonly kind: "matrix"; readonly name: string }
  | { readonly kind: "env"; readonly name: string };

/** What a text is made of. */
export type Part =
  | string
  | { readonly reference: Written; readonly text: string }
  | { readonly mistake: string; readonly text: string };

/** The kinds, each with an example that messages show. */
const KINDS = {
  matrix: "${matrix.country}",
  config: "${config.date}",
  env: "${env.RUN_DATE}",
  secret: "${secret.token}",
  jobs: "${jobs.ingest.outputs.runId}",
} as const;

type Kind = keyof typeof KINDS;

const TOKEN = /\$\$\{|\$\{([^{}]*)(\}?)/g;
const OUTPUT = /^([^.[\]]+(?:\[[^\]]*\])?)\.outputs\.([A-Za-z]\w*(?:\.\w+)*)$/;
/** A setting of the stack may have a namespace: `acme:date`. */
const SETTING = /^(?:[\w-]+:)?[\w-]+$/;

/** A text by its parts, of which neighbouring texts are one. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, match.index), tokenOf(match));
    end = match.index + match[0].length;
  }
  return joined([...parts, text.slice(end)]);
}

function tokenOf([text, inner, closing]: RegExpExecArray): Part {
  if (inner === undefined) return "${";
  if (closing === "")
    return { text, mistake: "is not closed: end it with }, or write $${ for the characters ${" };
  return referenceOf(inner.trim(), text);
}

function referenceOf(inner: string, text: string): Part {
  const [kind = "", ...rest] = inner.split(".");
  const name = rest.join(".");
  if (!isKind(kind)) return { text, mistake: unknownKind(kind) };
  const reference = kind === "jobs" ? outputOf(name) : settingOf(kind, name);
  return reference ? { reference, text } : { text, mistake: `is not complete: write it like ${KINDS[kind]}` };
}

function settingOf(kind: Exclude<Kind, "jobs">, name: string): Written | undefined {
  if (!SETTING.test(name)) return undefined;
  return { kind, name };
}

function outputOf(name: string): Written | undefined {
  const [, job, path] = OUTPUT.exec(name) ?? [];
  return job !== undefined && path !== undefined ? { kind: "output", job, path: path.split(".") } : undefined;
}

function isKind(word: string): word is Kind {
  return Object.hasOwn(KINDS, word);
}

function unknownKind(word: string): string {
  const kinds = Object.keys(KINDS) as Kind[];
  const meant = nearest(word, kinds) as Kind | undefined;
  const advice = meant
    ? `did you mean ${KINDS[meant]}?`
    : `known are ${formatList(kinds.map((kind) => KINDS[kind]))}; write $\${ for the characters \${`;
  return `refers to nothing: ${advice}`;
}

function joined(parts: readonly Part[]): Part[] {
  return parts.reduce<Part[]>((all, part) => {
    const last = all.at(-1);
    if (typeof part === "string" && typeof last === "string") return [...all.slice(0, -1), last + part];
    return part === "" ? all : [...all, part];
  }, []);
}
