import { readFileSync } from "node:fs";
import path from "node:path";

/** Programs that stand in descriptions: `<file>.ts` and `<file>.yaml` in `examples/` do the same. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  JobRun: [
    { title: "A script", file: "script" },
    { title: "One run after another", file: "chain" },
    { title: "A JAR with libraries and limits", file: "jar" },
  ],
  RunCompletion: [{ title: "A run that takes hours", file: "long-run" }],
  Provider: [{ title: "A second account", file: "second-account" }],
  getRun: [{ title: "A run that something else started", file: "get-run" }],
};

interface Example {
  readonly title: string;
  readonly file: string;
}

const LANGUAGES = [
  { fence: "typescript", extension: "ts" },
  { fence: "yaml", extension: "yaml" },
];

/** The examples of a resource or function, in the form from which each language's documentation takes its own. */
export function exampleSection(name: string): string {
  const examples = EXAMPLES[name] ?? [];
  return ["{{% examples %}}", "## Example Usage", ...examples.map(exampleText), "{{% /examples %}}"].join(
    "\n\n",
  );
}

function exampleText({ title, file }: Example): string {
  const blocks = LANGUAGES.map(({ fence, extension }) => {
    const program = readFileSync(path.join(__dirname, "examples", `${file}.${extension}`), "utf8");
    return `\`\`\`${fence}\n${program}\`\`\``;
  });
  return ["{{% example %}}", `### ${title}`, ...blocks, "{{% /example %}}"].join("\n\n");
}
