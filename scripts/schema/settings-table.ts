import { table } from "./input-tables";
import type { PackageSpec } from "./spec";

/** The settings of the provider, whose descriptions name variables of the environment. */
export function settingsTable({ name, config }: PackageSpec): string {
  const rows = Object.entries(config.variables).map(([setting, { description = "", secret }]) => [
    `\`${name}:${setting}\`${secret ? " (secret)" : ""}`,
    description,
  ]);
  return table(["setting", "meaning"], rows);
}
