import { SETTINGS } from "../../../provider/account/config";
import { packageSchema } from "../../../scripts/schema/package-schema";

const schema = packageSchema();

// rule: schema
describe("the package schema", () => {
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
