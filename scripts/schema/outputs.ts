import ts from "typescript";
import { Declarations } from "./declarations";

/*
 * Names and forms of what the resources record, from the interfaces of the records, which are also the types of
 * the sdk and of the package schema.
 */

/** What the resources record, and what the lifecycle keeps for itself besides. */
const RECORDS = [
  "JobRunRecord",
  "FollowedRunRecord",
  "ObservedRun",
  "JobRunBatchRecord",
  "StorageFileRecord",
  "StorageIntegrationRecord",
];

/** The text of `wire/outputs.generated.ts`: a form for each interface, after those that it uses. */
export function outputsSource(): string {
  const declared = new Declarations();
  const names = [...new Set(RECORDS.flatMap((name) => withUsed(name, declared)))];
  return [
    "// Written by `npm run generate` from the interfaces of the records (`record.ts`). Edit those.",
    'import type { RecordForm } from "./record-form";',
    ...names.map((name) => `\n${formSource(name, declared)}`),
    "",
  ].join("\n");
}

function withUsed(name: string, declared: Declarations): string[] {
  const types = declared.properties(name).flatMap(({ type }) => (type ? referredIn(type) : []));
  return [...declared.bases(name), ...types].flatMap((used) => withUsed(used, declared)).concat(name);
}

function referredIn(node: ts.TypeNode): string[] {
  if (ts.isArrayTypeNode(node)) return referredIn(node.elementType);
  if (!ts.isTypeReferenceNode(node)) return [];
  const name = node.typeName.getText();
  return name === "Record" ? (node.typeArguments ?? []).flatMap(referredIn) : [name];
}

function formSource(name: string, declared: Declarations): string {
  const bases = declared.bases(name).map((base) => `  ...${constantOf(base)},`);
  const own = declared.ownProperties(name).map(({ name: key, questionToken, type }) => {
    const required = questionToken ? "" : ", required: true";
    return `  ${key.getText()}: { ${formText(type)}${required} },`;
  });
  return [`export const ${constantOf(name)} = {`, ...bases, ...own, "} as const satisfies RecordForm;"].join(
    "\n",
  );
}

function formText(node: ts.TypeNode | undefined): string {
  if (node && ts.isArrayTypeNode(node)) return `list: { ${formText(node.elementType)} }`;
  if (node && ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    return name === "Record"
      ? `map: { ${formText(node.typeArguments?.at(-1))} }`
      : `fields: ${constantOf(name)}`;
  }
  if (node?.kind === ts.SyntaxKind.StringKeyword) return 'is: "string"';
  if (node?.kind === ts.SyntaxKind.NumberKeyword) return 'is: "number"';
  // Also the literal true.
  return 'is: "boolean"';
}

/** `RunRecord` becomes `RUN_RECORD`. */
function constantOf(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
