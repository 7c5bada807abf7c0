import { type JobDefinition, type Problem, Template } from "./definition";
import { Problems } from "./problems";

/**
 * What is wrong where jobs use settings that the stack does not have.
 *
 * @param jobs what the files declare
 * @param hasSetting whether the stack has a setting
 */
export function settingProblems(
  jobs: readonly JobDefinition[],
  hasSetting: (name: string) => boolean,
): Problem[] {
  const problems = new Problems();
  for (const { key, combination, inputs, ...at } of jobs)
    for (const [name, kind] of settingsIn(inputs)) {
      const flag = kind === "secret" ? "--secret " : "";
      if (!hasSetting(name))
        problems.add(
          at,
          `${combination?.job ?? key} uses the setting ${name}, which the stack does not have: set it with \`pulumi config set ${flag}${name}\``,
        );
    }
  return problems.all();
}

/** Settings by their names; one that is used as a secret too is one. */
function settingsIn(inputs: unknown): ReadonlyMap<string, "config" | "secret"> {
  const found = partsIn(inputs).flatMap((part) =>
    typeof part === "string" || part.kind === "output" ? [] : [[part.name, part.kind] as const],
  );
  return new Map([...found].sort(([, a], [, b]) => (a < b ? -1 : 1)));
}

function partsIn(value: unknown): Template["parts"] {
  if (value instanceof Template) return value.parts;
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(partsIn) : [];
}
