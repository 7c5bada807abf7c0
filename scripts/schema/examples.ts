import { readFileSync } from "node:fs";
import path from "node:path";

/** Programs that stand in descriptions, by the resource or function: `<file>.ts` and `<file>.yaml` do the same. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  JobRun: [
    { title: "A script", file: "script" },
    { title: "One run after another", file: "chain" },
    { title: "A JAR with libraries and limits", file: "jar" },
  ],
  JobRunBatch: [{ title: "A run for each tile", file: "batch" }],
  RunCompletion: [{ title: "A run that takes hours", file: "long-run" }],
  Provider: [{ title: "A second account", file: "second-account" }],
  getRun: [{ title: "A run that something else started", file: "get-run" }],
};

interface Example {
  readonly title: string;
  readonly file: string;
}

type Extension = "ts" | "yaml";

const LANGUAGES: readonly { fence: string; extension: Extension }[] = [
  { fence: "typescript", extension: "ts" },
  { fence: "yaml", extension: "yaml" },
];

/** The program of an example; in YAML all of Pulumi.yaml but its name, its runtime and its plugins. */
export function exampleProgram(file: string, extension: Extension): string {
  return readFileSync(path.join(__dirname, "examples", `${file}.${extension}`), "utf8");
}

/** The examples of a resource or function, in the form from which each language's documentation takes its own. */
export function exampleSection(name: string): string {
  const examples = EXAMPLES[name] ?? [];
  return ["{{% examples %}}", "## Example Usage", ...examples.map(exampleText), "{{% /examples %}}"].join(
    "\n\n",
  );
}

function exampleText({ title, file }: Example): string {
  const blocks = LANGUAGES.map(
    ({ fence, extension }) => `\`\`\`${fence}\n${exampleProgram(file, extension)}\`\`\``,
  );
  return ["{{% example %}}", `### ${title}`, ...blocks, "{{% /example %}}"].join("\n\n");
}
