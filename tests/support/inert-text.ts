/*
 * What no text of a run may do once it has left for a terminal or a CI runner, in words of its own: the code that
 * takes these out is not asked.
 */

/** Each active thing that a line may hold. A terminal acts on controls, a CI runner on commands, the engine on its own marks. */
const ACTIVE: Readonly<Record<string, RegExp>> = {
  "a control character": /[\u0000-\u001f\u007f-\u009f]/,
  "a separator of lines": /[\u2028\u2029]/,
  "a mark of direction": /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
  "an invisible character":
    /[\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200d\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u,
  "a flood of marks": /\p{M}{9}/u,
  "half a character": /\p{Cs}/u,
  "a command of GitHub's runner": /^\s*::/,
  "a command of a CI runner": /##[a-z-]*\[/i,
  "a colour of Pulumi": /<\{%/,
};

/** What is active in a text of several lines, each with the line it stands in; empty if it is inert. */
export function activeIn(text: string): string[] {
  return text.split("\n").flatMap((line) =>
    Object.entries(ACTIVE)
      .filter(([, pattern]) => pattern.test(line))
      .map(([what]) => `${what} in ${JSON.stringify(line.slice(0, 200))}`),
  );
}

/** The same for every text inside a JSON value. A text of a run is one line. */
export function activeInside(value: unknown): string[] {
  if (typeof value === "string") return value.includes("\n") ? ["a new line"] : activeIn(value);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(activeInside);
}
