import { packageSchema } from "../schema/package-schema";
import type {
  FunctionSpec,
  ObjectSpec,
  PackageSpec,
  PropertySpecs,
  ResourceSpec,
  TypeSpec,
} from "../schema/spec";
import { anchor } from "./markdown";
import type { GeneratedPage } from "./pages";

const TYPES = "/reference/types";

/** A page for each resource, one for the provider, one for all functions and one for the types that they share. */
export function schemaPages(): GeneratedPage[] {
  const schema = packageSchema();
  return [
    ...Object.entries(schema.resources).map(([token, resource]) =>
      page(nameOf(token), resourceText(resource)),
    ),
    page("Provider", providerText(schema)),
    page("Functions", Object.entries(schema.functions).map(functionText).join("\n")),
    page("Types", Object.entries(schema.types).map(typeText).join("\n")),
  ];
}

function page(title: string, text: string): GeneratedPage {
  const route = `reference/${title.replace(/(?<!^)(?=[A-Z])/g, "-").toLowerCase()}`;
  return { file: `${route}.md`, route, title, markdown: `# ${title}\n\n${text}\n` };
}

function resourceText({
  description,
  inputProperties,
  requiredInputs,
  properties = {},
}: ResourceSpec): string {
  const outputs = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !(name in inputProperties)),
  );
  return [
    text(description),
    "## Inputs",
    table(inputProperties, requiredInputs),
    "## Outputs",
    "Its inputs, and:",
    table(outputs),
  ].join("\n\n");
}

function providerText({ provider }: PackageSpec): string {
  return [
    text(provider.description),
    "## Arguments",
    table(provider.inputProperties, provider.requiredInputs),
  ].join("\n\n");
}

function functionText([token, { description, inputs, outputs }]: readonly [string, FunctionSpec]): string {
  return [
    `## ${nameOf(token)}`,
    lowerText(description),
    ...(inputs ? ["### Arguments", table(inputs.properties, inputs.required)] : []),
    "### Result",
    table(outputs.properties),
    "",
  ].join("\n\n");
}

function typeText([token, type]: readonly [string, PackageSpec["types"][string]]): string {
  const { description = "" } = type;
  const body = "enum" in type ? type.enum.map(({ value }) => `- \`${value}\``).join("\n") : objectTable(type);
  return [`## ${nameOf(token)}`, text(description), body, ""].join("\n\n");
}

function objectTable({ properties, required }: ObjectSpec): string {
  return table(properties, required);
}

function table(properties: PropertySpecs, required: readonly string[] = []): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const notes = [required.includes(name) ? "**required**" : "", property.secret ? "secret" : ""].filter(
      Boolean,
    );
    const description = text(property.description ?? "")
      .replaceAll("|", "\\|")
      .replace(/\n+/g, " ");
    return `| \`${name}\` | ${typeName(property)} | ${[...notes, description].join("; ").replace(/; $/, "")} |`;
  });
  return ["| name | type | meaning |", "|---|---|---|", ...rows].join("\n");
}

function typeName(type: TypeSpec): string {
  if ("$ref" in type) return refName(type.$ref);
  if ("oneOf" in type) return [...new Set(type.oneOf.map(typeName))].join(" or ");
  if (type.type === "array") return `list of ${typeName(type.items)}`;
  return type.type === "object" ? `map of ${typeName(type.additionalProperties)}` : type.type;
}

function refName(ref: string): string {
  const token = ref.replace(/^#\/types\//, "");
  const name = nameOf(token);
  return token === ref ? name : `[${name}](${TYPES}#${anchor(name)})`;
}

/** Of a token, or of a type of Pulumi's own (`pulumi.json#/Asset`). */
function nameOf(token: string): string {
  return token.replace(/^.*[:/]/, "");
}

/** Without the marks with which the Registry finds examples. */
function text(description: string): string {
  return description.replace(/^\{\{% .* %\}\}\n*/gm, "").trim();
}

/** The same below a heading of its own. */
function lowerText(description: string): string {
  return text(description).replace(/^#+ /gm, "#$&");
}
