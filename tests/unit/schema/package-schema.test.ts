import committed from "../../../plugin/schema.json";
import { SETTINGS } from "../../../provider/config";
import type { FieldPolicy } from "../../../provider/field-policy";
import { RESOURCES, type ResourceName } from "../../../provider/resources/registry";
import { OPEN_VALUES, packageSchema } from "../../../scripts/schema/package-schema";
import type { PropertySpecs, ResourceSpec, TypeSpec } from "../../../scripts/schema/spec";
import { JOB_RUN, RUN_COMPLETION } from "../../../sdk/resource-traits";
import { pluginType } from "../../../sdk/type-tokens";

const schema = packageSchema();
const NOUNS = Object.keys(RESOURCES) as ResourceName[];

describe("the package schema", () => {
  it("in plugin/schema.json is that of the types (npm run schema writes it)", () => {
    expect(committed).toEqual(schema);
  });

  it.each(NOUNS)("has the inputs of the field table of %s, no more and no less", (noun) => {
    const rows = publicFields(noun).map(({ path }) => path);
    expect(leaves(resource(noun).inputProperties).sort()).toEqual(rows.sort());
  });

  it.each(NOUNS)("says of each input of %s whether its change is a new run, as the table does", (noun) => {
    const replacing = publicFields(noun).filter(({ class: is }) => is === "run" || is === "trigger");
    const said = Object.entries(resource(noun).inputProperties).filter(([, it]) => it.willReplaceOnChanges);
    expect(said.map(([name]) => name).sort()).toEqual([...new Set(replacing.map(topLevel))].sort());
  });

  it.each(NOUNS)("says of each input of %s what its absence means, as the table does", (noun) => {
    const described = descriptions(resource(noun).inputProperties);
    const rows = publicFields(noun).filter((row) => row.default !== undefined);
    expect(rows.map(({ path }) => [path, defaultIn(described[path])])).toEqual(
      rows.map((row) => [row.path, isEmpty(row.default) ? "none" : JSON.stringify(row.default)]),
    );
  });

  it.each([JOB_RUN, RUN_COMPLETION])("has the outputs that the sdk knows of $noun", ({ noun, outputs }) => {
    const { inputProperties, properties } = resource(noun as ResourceName);
    const own = Object.keys(properties ?? {}).filter((name) => !(name in inputProperties));
    expect([...own, "runId"]).toEqual(expect.arrayContaining([...outputs, "runId"]));
    expect(own.filter((name) => name !== "runId")).toHaveLength(outputs.length);
  });

  it("has every setting of the plugin, and takes from the environment what the plugin does", () => {
    const variables = Object.entries(schema.config.variables).map(([name, { defaultInfo }]) => [
      name,
      defaultInfo?.environment[0],
    ]);
    const settings = Object.entries(SETTINGS).map(([name, { env }]) => [name, env]);
    // Pulumi keeps the name `version` of a provider for itself.
    expect(variables.sort()).toEqual(settings.filter(([name]) => name !== "version").sort());
    expect(Object.keys(schema.provider.inputProperties)).toEqual(Object.keys(schema.config.variables));
  });

  it("lets no SDK send what it would only have made up: a default, or a variable of the environment", () => {
    const sent = [schema.provider, ...Object.values(schema.resources)].map(
      ({ inputProperties }) => inputProperties,
    );
    expect(JSON.stringify(sent)).not.toMatch(/"default(Info)?":/);
  });

  it("marks the credentials as secret, and nothing else", () => {
    const secrets = JSON.stringify(schema).match(/"secret":true/g);
    expect(secrets).toHaveLength(4);
    for (const settings of [schema.config.variables, schema.provider.inputProperties]) {
      expect([settings["apiKey"]?.secret, settings["accessToken"]?.secret]).toEqual([true, true]);
    }
  });

  it("takes unknown runtimes, regions and statuses, and no unknown policy", () => {
    const { inputProperties, properties } = resource("JobRun");
    for (const name of ["runtime", "region"]) expect(inputProperties[name]).toHaveProperty("oneOf");
    expect(properties?.["status"]).toHaveProperty("oneOf");
    expect(inputProperties["onFailure"]).toHaveProperty("$ref");
    const open = JSON.stringify(schema).match(/"oneOf":/g);
    // The provider's arguments are its configuration too; the record of a run is in both resources. The function's
    // result is plain text: see withoutChoice.
    expect(open).toHaveLength(Object.keys(OPEN_VALUES).length + 2 + 3);
  });

  it("holds nothing that is internal, and nothing without a description", () => {
    const objects = Object.entries(schema.types).flatMap(([token, type]) =>
      type.type === "object" ? [[token, type.properties] as const] : [],
    );
    const resources = Object.entries(schema.resources).map(
      ([token, { inputProperties, properties }]) => [token, { ...inputProperties, ...properties }] as const,
    );
    const properties = [...objects, ...resources].flatMap(([token, inside]) =>
      Object.entries(inside).map(([name, { description = "" }]) => ({ token, name, description })),
    );
    expect(properties.filter(({ name, description }) => name.startsWith("__") || description === "")).toEqual(
      [],
    );
  });
});

function resource(noun: ResourceName): ResourceSpec {
  return schema.resources[pluginType(noun)]!;
}

function publicFields(noun: ResourceName): FieldPolicy[] {
  return RESOURCES[noun].fields.filter(({ path }) => !path.startsWith("__"));
}

/** Dotted paths of all that is no object with properties of its own, as the tables name them. */
function leaves(properties: PropertySpecs): string[] {
  return Object.keys(descriptions(properties));
}

/** What is said of each leaf. */
function descriptions(properties: PropertySpecs, prefix = ""): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(properties).map(([name, property]) => {
      const inner = objectProperties(property);
      return inner
        ? descriptions(inner, `${prefix}${name}.`)
        : { [prefix + name]: property.description ?? "" };
    }),
  ) as Record<string, string>;
}

function objectProperties(type: TypeSpec): PropertySpecs | undefined {
  const named = "$ref" in type ? schema.types[type.$ref.replace("#/types/", "")] : undefined;
  return named?.type === "object" ? named.properties : undefined;
}

function topLevel({ path }: FieldPolicy): string {
  return path.split(".")[0]!;
}

/** `Default 20.` or ``Default `"fail"`.`` */
function defaultIn(description = ""): string | undefined {
  const [, code, word] = /Default (?:`([^`]*)`|(\w+))/.exec(description) ?? [];
  return code ?? word;
}

function isEmpty(value: unknown): boolean {
  return JSON.stringify(value) === "[]" || JSON.stringify(value) === "{}";
}
