/*
 * HTML of which every text and every value of an attribute is escaped where it enters: nothing of a run can become markup.
 */

/** Markup that is safe to put into a page. */
export interface Markup {
  readonly html: string;
}

type Child = Markup | string | undefined | readonly Child[];
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const VOID = new Set(["meta", "input"]);

/** An element. An attribute that is true stands alone; one that is false or undefined is left out. */
export function el(tag: string, attributes: Attributes, ...children: Child[]): Markup {
  const opened = `<${tag}${attributeText(attributes)}>`;
  return { html: VOID.has(tag) ? opened : `${opened}${textOf(children)}</${tag}>` };
}

/** Text in which nothing is markup, and which keeps its place between texts of another direction. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A value as JSON in a script element, which ends at the first `</script` whatever stands around it. */
export function jsonText(value: unknown): Markup {
  const json = JSON.stringify(value);
  return {
    html: json.replace(
      /[<>&\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  };
}

function attributeText(attributes: Attributes): string {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false);
  return entries
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`))
    .join("");
}

function textOf(child: Child): string {
  if (child === undefined) return "";
  if (typeof child === "string") return escaped(child);
  return "html" in child ? child.html : child.map(textOf).join("");
}
