import type { Components } from "../../provider/hosts/plugin/construct";
import type { JobSetArgs } from "../args.generated";
import { JobSet } from "./job-set";

/**
 * The components of this package, for programs in other languages. The plugin's launcher hands them to the plugin, which
 * loads them when the engine asks for the first one.
 */
export const COMPONENTS: Components = {
  [JobSet.__pulumiType]: (name, args, opts) => {
    const { urn, runs } = new JobSet(name, args as unknown as JobSetArgs, opts);
    return { urn, outputs: { runs } };
  },
};
