import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY } from "../harness/project-folder";

const PLUGIN = "node_modules/pulumi-wherobots/plugin";
const PLUGIN_EXAMPLES = readdirSync(path.join(REPOSITORY, "examples")).filter((name) =>
  name.startsWith("plugin-"),
);

it.each(PLUGIN_EXAMPLES)("examples/%s finds the plugin where its Pulumi.yaml says", (example) => {
  const folder = path.join(REPOSITORY, "examples", example);
  expect(readFileSync(path.join(folder, "Pulumi.yaml"), "utf8")).toContain(`path: ${PLUGIN}\n`);
  // npm run link-examples
  expect(existsSync(path.join(folder, PLUGIN, "pulumi-resource-wherobots"))).toBe(true);
});
