import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "../../../scripts/schema/package-schema";
import { describeUnless } from "../../support/engine/describe-unless";
import { codeBlocks, read } from "../../support/markdown";
import { KNOWN_FIELDS } from "../../support/operator/known-fields";
import { type KubernetesObject, objectsIn, programIn } from "../../support/operator/objects";
import {
  crdSchemas,
  differences,
  operatorSources,
  problemsOf,
  type Schemas,
} from "../../support/operator/schemas";
import { REPOSITORY } from "../../support/repository";
import { schemaProblems } from "../docs/schema-problems";

const FOLDER = path.join(REPOSITORY, "examples/kubernetes-operator/kubernetes");
const OBJECTS = readdirSync(FOLDER).flatMap((file) =>
  objectsIn(readFileSync(path.join(FOLDER, file), "utf8")).map(
    (one) => [`${file} ${one.kind}`, one] as const,
  ),
);
const OF_OPERATOR = OBJECTS.filter(([, { apiVersion }]) => apiVersion.startsWith("pulumi.com/"));

/** Each with one mistake, and what has to be said of it. */
const BROKEN: [mistake: string, change: (text: string) => string, problem: string][] = [
  [
    "a misspelled key",
    (text) => text.replace("resyncFrequencySeconds", "resyncSeconds"),
    "/spec/resyncSeconds is not known",
  ],
  [
    "a text for a number",
    (text) => text.replace("Seconds: 60", "Seconds: 1m"),
    "/spec/resyncFrequencySeconds must be integer",
  ],
  ["no stack", (text) => text.replace(/^ {2}stack: .*\n/m, ""), "/spec must have required property 'stack'"],
  [
    "a secret without its key",
    (text) => text.replace(", key: apiKey", ""),
    "/spec/envRefs/WHEROBOTS_API_KEY/secret must have required property 'key'",
  ],
  [
    "a setting of the pod in the wrong place",
    (text) => text.replace("podTemplate:", "template:"),
    "/spec/workspaceTemplate/spec/template is not known",
  ],
  [
    "a pod without containers",
    (text) => text.replace("containers: [{ name: pulumi }]", ""),
    "/spec/workspaceTemplate/spec/podTemplate/spec must have required property 'containers'",
  ],
];

function checks(schemas: Schemas): void {
  it.each(OF_OPERATOR)("%s is as they have it", (_, object) => {
    expect(problemsOf(object, schemas)).toEqual([]);
  });

  it.each(BROKEN)("%s does not pass", (_, change, problem) => {
    const text = readFileSync(path.join(FOLDER, "stack.yaml"), "utf8");
    const [broken] = objectsIn(change(text));
    expect(problemsOf(broken as KubernetesObject, schemas)).toEqual([problem]);
  });
}

describe("the objects of the example kubernetes-operator", () => {
  it("are there to be checked", () => {
    expect(OF_OPERATOR.map(([, { kind }]) => kind).sort()).toEqual(["Program", "Stack", "Stack"]);
  });

  describe("against the fields known here,", () => {
    checks(KNOWN_FIELDS);
  });

  it("use resources as the package schema has them", () => {
    const { program } = programIn(OBJECTS.map(([, object]) => object));
    expect(schemaProblems(program, packageSchema())).toEqual([]);
    expect(JSON.stringify(program)).toContain('"wherobots:JobRun"');
  });

  it("install the version that this is", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    for (const file of ["stack.yaml", "program.yaml"])
      expect(readFileSync(path.join(FOLDER, file), "utf8")).toContain(`pulumi-wherobots@${version}\n`);
  });

  it("are what the page shows", () => {
    const isStack = (code: string): boolean => code.includes("kind: Stack");
    const [shown] = codeBlocks(read("docs/kubernetes-operator.md")).filter(({ code }) => isStack(code));
    const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim());
    const lines = linesOf(readFileSync(path.join(FOLDER, "stack.yaml"), "utf8"));
    expect(linesOf(shown?.code ?? "no Stack").filter((line) => !lines.includes(line))).toEqual([]);
    expect(objectsIn(shown?.code ?? "").flatMap((object) => problemsOf(object, KNOWN_FIELDS))).toEqual([]);
  });
});

const sources = operatorSources();
describeUnless("why" in sources ? sources.why : undefined, "the operator's own definitions", () => {
  const schemas = (): Schemas => crdSchemas("folder" in sources ? sources.folder : "");

  describe("against them,", () => {
    if ("folder" in sources) checks(schemas());
  });

  it.each([...KNOWN_FIELDS.keys()])("have the fields of a %s that are known here", (kind) => {
    expect(differences(KNOWN_FIELDS.get(kind) ?? {}, schemas().get(kind))).toEqual([]);
  });
});
