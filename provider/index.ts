import { createRequire } from "node:module";
import type * as dynamicHost from "./hosts/dynamic/open-host";
import { type CalledByPulumi, UnfitHost } from "./hosts/dynamic/unfit-host";
import { nodeProblem } from "./node-version";
import type { ResourceName } from "./resources/registry";

/**
 * The entry that every state refers to: the text in `__provider` calls it by this name, for ever. It returns what
 * `pulumi.dynamic` calls for the resource `name`.
 */
export function host(name: string): CalledByPulumi {
  const problem = nodeProblem(process.versions.node, process.execPath);
  if (problem !== undefined) return new UnfitHost(problem);
  // Loaded late, since an old Node cannot load it, and the text in states takes any error for a missing package.
  const { openHost } = createRequire(__filename)("./hosts/dynamic/open-host") as typeof dynamicHost;
  return openHost(name as ResourceName);
}
