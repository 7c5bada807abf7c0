import { z } from "zod";
import manifest from "../../package.json";
import { SETTINGS } from "../../provider/config";
import { jobRunInputs } from "../../provider/resources/job-run/inputs";
import { jobRunBatchInputs } from "../../provider/resources/job-run-batch/inputs";
import { RESOURCES, type ResourceName } from "../../provider/resources/registry";
import { Region, RunStatus, Runtime } from "../../sdk/known-values";
import { dynamicType, pluginType } from "../../sdk/type-tokens";
import { Declarations } from "./declarations";
import { exampleSection } from "./examples";
import { integerPaths } from "./integer-paths";
import { LANGUAGES } from "./languages";
import type { FunctionSpec, PackageSpec, PropertySpec, PropertySpecs, ResourceSpec } from "./spec";
import { type KnownValues, type TypeKnowledge, TypeSpecs } from "./type-specs";

/** Which types describe a resource. */
const RESOURCE_TYPES: Readonly<Record<ResourceName, { args: string; record: string }>> = {
  JobRun: { args: "JobRunArgs", record: "JobRunRecord" },
  JobRunBatch: { args: "JobRunBatchArgs", record: "JobRunBatchRecord" },
  RunCompletion: { args: "RunCompletionArgs", record: "FollowedRunRecord" },
};

const RUNTIME: KnownValues = {
  name: "Runtime",
  description: "Runtimes known to this version. Others are taken as well, as text.",
  values: Runtime,
};
const REGION: KnownValues = {
  name: "Region",
  description: "Regions known to this version. Others are taken as well, as text.",
  values: Region,
};
const STATUS: KnownValues = {
  name: "RunStatus",
  description: "Statuses known to this version. A newer one counts as not finished.",
  values: RunStatus,
};

/** Properties that are text, of which some values are known. */
export const OPEN_VALUES: Readonly<Record<string, KnownValues>> = {
  "JobRunArgs.runtime": RUNTIME,
  "JobRunArgs.region": REGION,
  "BatchRunArgs.runtime": RUNTIME,
  "BatchRunArgs.region": REGION,
  "ProviderArgs.runtime": RUNTIME,
  "ProviderArgs.region": REGION,
  "EffectiveSettings.runtime": RUNTIME,
  "EffectiveSettings.region": REGION,
  "RunRecord.status": STATUS,
  "RunAttempt.status": STATUS,
  "BatchRunRecord.status": STATUS,
};

/**
 * The schema of the package, from the types that TypeScript programs use and the tables that the rules read.
 *
 * No property has a `default`: SDKs would send it, and it would then stand in every state, as a wish. What absence
 * means is in the description, and a missing input equals it.
 */
export function packageSchema(): PackageSpec {
  const declared = new Declarations();
  const knowledge: TypeKnowledge = {
    known: OPEN_VALUES,
    integers: new Set(
      [jobRunInputs, jobRunBatchInputs].flatMap((inputs) => [
        ...integerPaths(z.toJSONSchema(inputs, { io: "input" })),
      ]),
    ),
  };
  const types = new TypeSpecs(declared, knowledge);
  const settings = providerProperties(types);
  const { version, description, keywords, license } = manifest;
  return {
    name: "wherobots",
    displayName: "Wherobots",
    version,
    description,
    keywords: [...keywords, "category/infrastructure", "kind/native"],
    license,
    language: LANGUAGES,
    config: { variables: withVariables(settings) },
    provider: { description: described(declared, "Provider"), inputProperties: settings },
    resources: {
      [pluginType("JobRun")]: resourceSpec("JobRun", declared, types),
      [pluginType("JobRunBatch")]: resourceSpec("JobRunBatch", declared, types),
      [pluginType("RunCompletion")]: resourceSpec("RunCompletion", declared, types),
    },
    functions: { [pluginType("getRun")]: getRunSpec(declared, types) },
    types: types.named,
  };
}

function resourceSpec(noun: ResourceName, declared: Declarations, types: TypeSpecs): ResourceSpec {
  const inputs = types.members(RESOURCE_TYPES[noun].args);
  const record = types.members(RESOURCE_TYPES[noun].record);
  return {
    description: described(declared, noun),
    inputProperties: withReplacements(noun, inputs.properties),
    ...(inputs.required.length > 0 && { requiredInputs: inputs.required }),
    properties: { ...inputs.properties, ...record.properties },
    required: record.required,
    // The same resource of the dynamic host: a stack may go on in another language.
    aliases: [{ type: dynamicType(noun) }],
  };
}

/** Says of each input whose change is a new run that it is so. */
function withReplacements(noun: ResourceName, properties: PropertySpecs): PropertySpecs {
  const defining = RESOURCES[noun].fields
    .filter((field) => field.class === "run" || field.class === "trigger")
    .map(({ path }) => path.split(".")[0]);
  return mapProperties(properties, (name) => (defining.includes(name) ? { willReplaceOnChanges: true } : {}));
}

function getRunSpec(declared: Declarations, types: TypeSpecs): FunctionSpec {
  const { properties, required } = types.members("RunRecord");
  return {
    description: described(declared, "getRun"),
    inputs: { type: "object", ...types.members("GetRunArgs") },
    outputs: {
      type: "object",
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, spec]) => [name, withoutChoice(spec)]),
      ),
      required,
    },
  };
}

/** Python's generated SDK expects an object where a function's result may be of two types, and refuses text. */
function withoutChoice(spec: PropertySpec): PropertySpec {
  return "oneOf" in spec ? { type: "string", description: spec.description ?? "" } : spec;
}

function providerProperties(types: TypeSpecs): PropertySpecs {
  const { properties } = types.members("ProviderArgs");
  return mapProperties(properties, (name) => (setting(name).isSecret ? { secret: true } : {}));
}

/**
 * Configuration is read from the environment too. Not so the arguments of an explicit provider: SDKs would send what
 * they find there, and refresh and destroy would go on with the key that is in state.
 */
function withVariables(properties: PropertySpecs): PropertySpecs {
  return mapProperties(properties, (name) => {
    const { env } = setting(name);
    return env === undefined ? {} : { defaultInfo: { environment: [env] } };
  });
}

function setting(name: string): { env: string | undefined; isSecret: boolean } {
  const found = Object.entries(SETTINGS).find(([known]) => known === name);
  if (!found) throw new Error(`${name} is an argument of the provider, but no setting`);
  return found[1];
}

function mapProperties(
  properties: PropertySpecs,
  more: (name: string) => Partial<PropertySpecs[string]>,
): PropertySpecs {
  return Object.fromEntries(
    Object.entries(properties).map(([name, spec]) => [name, { ...spec, ...more(name) } as typeof spec]),
  );
}

function described(declared: Declarations, name: string): string {
  return `${declared.entryText(name)}\n\n${exampleSection(name)}`;
}
