import manifest from "../../package.json";
import { SETTINGS } from "../../provider/account/config";
import { FUNCTIONS } from "../../provider/functions";
import { LISTS } from "../../provider/functions/lists";
import { JOB_SET } from "../../provider/job-files/set-fields";
import { RESOURCES, type ResourceName } from "../../provider/resources/registry";
import { Region, RunStatus, Runtime } from "../../wire/known-values";
import { dynamicType, pluginType } from "../../wire/type-tokens";
import { argumentTypes, publicFields } from "./arguments";
import { Declarations } from "./declarations";
import { exampleSection, SDK_LANGUAGES } from "./examples";
import type {
  FunctionSpec,
  ObjectSpec,
  PackageSpec,
  PropertySpec,
  PropertySpecs,
  ResourceSpec,
} from "./spec";
import { type KnownValues, type Members, TypeSpecs } from "./type-specs";

/**
 * Where Pulumi gets the plugin if no folder of the project has it: the archives of `npm run archives`, attached to the
 * release `v<version>` of this repository on GitHub. SDKs carry it, so a change needs a release of its own. The owner is
 * the company itself: nobody else can take the name and serve another plugin there.
 */
export const PLUGIN_DOWNLOAD_URL = "github://api.github.com/wherobots/pulumi-wherobots";

/** What the Registry shows beside the name: a PNG, 100 by 100. */
const LOGO_URL = "https://raw.githubusercontent.com/wherobots/pulumi-wherobots/main/docs/logo.png";

/** Which type describes the outputs of a resource. */
const RECORDS: Readonly<Record<ResourceName, string>> = {
  JobRun: "JobRunRecord",
  JobRunBatch: "JobRunBatchRecord",
  RunCompletion: "FollowedRunRecord",
  StorageFile: "StorageFileRecord",
  StorageIntegration: "StorageIntegrationRecord",
};

/** Which types describe the arguments of a function and what it returns. */
const SIGNATURES: Readonly<Record<string, { args?: string; result: string }>> = {
  getRun: { args: "GetRunArgs", result: "RunRecord" },
  listRuns: { args: "ListRunsArgs", result: "RunList" },
  getRunLogs: { args: "GetRunLogsArgs", result: "RunLogs" },
  getRunMetrics: { args: "GetRunMetricsArgs", result: "RunMetricsRecord" },
  getRunCosts: { args: "GetRunCostsArgs", result: "RunCosts" },
  getOrganization: { result: "OrganizationRecord" },
  getStorages: { result: "StorageList" },
  getStorageIntegration: { args: "GetStorageIntegrationArgs", result: "StorageRecord" },
  getTrustPolicy: { args: "GetTrustPolicyArgs", result: "TrustPolicy" },
};

/** Whole numbers of functions, by `Type.property`. */
const WHOLE = [
  "ProviderArgs.maxNewRuns",
  "ListRunsArgs.maxRuns",
  "GetRunLogsArgs.tail",
  "GetRunLogsArgs.maxLines",
  "RunMetricPoint.timestamp",
];

/** The values that some properties of plain text are known to take. */
const KNOWN = {
  Runtime: {
    name: "Runtime",
    description: "Runtimes known to this version. Others are taken as well, as text.",
    values: Runtime,
  },
  Region: {
    name: "Region",
    description: "Regions known to this version. Others are taken as well, as text.",
    values: Region,
  },
  RunStatus: {
    name: "RunStatus",
    description: "Statuses known to this version. A newer one counts as not finished.",
    values: RunStatus,
  },
} as const satisfies Record<string, KnownValues>;

/** Such properties of what is no input of a resource. */
const OPEN_VALUES: Readonly<Record<string, KnownValues>> = {
  "ProviderArgs.runtime": KNOWN.Runtime,
  "ProviderArgs.region": KNOWN.Region,
  "EffectiveSettings.runtime": KNOWN.Runtime,
  "EffectiveSettings.region": KNOWN.Region,
  "RunRecord.status": KNOWN.RunStatus,
  "RunAttempt.status": KNOWN.RunStatus,
  "RunAttempt.runtime": KNOWN.Runtime,
  "BatchRunRecord.status": KNOWN.RunStatus,
  "JobSetRun.status": KNOWN.RunStatus,
};

/**
 * The schema of the package, from the types that TypeScript programs use and the tables that the rules read.
 *
 * No property has a `default`: SDKs would send it, and it would then stand in every state, as if the program had set it. What absence
 * means is in the description, and a missing input equals it.
 */
export function packageSchema(): PackageSpec {
  const declared = new Declarations();
  const inputs = argumentTypes().flatMap(({ name, is }) =>
    "fields" in is ? publicFields(is.fields).map(([key, it]) => [`${name}.${key}`, it] as const) : [],
  );
  const open = inputs.flatMap(([property, { known }]) => (known ? [[property, KNOWN[known]] as const] : []));
  const whole = inputs.filter(([, { type }]) => type.kind === "integer").map(([property]) => property);
  const types = new TypeSpecs(declared, {
    known: { ...OPEN_VALUES, ...Object.fromEntries(open) },
    integers: new Set([...whole, ...WHOLE]),
  });
  const settings = providerProperties(types);
  const { version, description, keywords, license } = manifest;
  return {
    name: "wherobots",
    displayName: "Wherobots",
    version,
    description,
    keywords: [...keywords, "category/infrastructure", "kind/native"],
    license,
    repository: PLUGIN_DOWNLOAD_URL.replace("github://api.github.com", "https://github.com"),
    logoUrl: LOGO_URL,
    pluginDownloadURL: PLUGIN_DOWNLOAD_URL,
    language: SDK_LANGUAGES,
    config: { variables: withVariables(settings) },
    provider: { description: described(declared, "Provider"), inputProperties: settings },
    resources: {
      [pluginType("JobRun")]: resourceSpec("JobRun", declared, types),
      [pluginType("JobRunBatch")]: resourceSpec("JobRunBatch", declared, types),
      [pluginType("JobSet")]: jobSetSpec(declared, types),
      [pluginType("RunCompletion")]: resourceSpec("RunCompletion", declared, types),
      [pluginType("StorageFile")]: resourceSpec("StorageFile", declared, types),
      [pluginType("StorageIntegration")]: resourceSpec("StorageIntegration", declared, types),
    },
    functions: functionSpecs(declared, types),
    types: types.named,
  };
}

function resourceSpec(noun: ResourceName, declared: Declarations, types: TypeSpecs): ResourceSpec {
  const inputs = types.members(RESOURCES[noun].table.name);
  const record = types.members(RECORDS[noun]);
  return {
    description: described(declared, noun),
    inputProperties: withReplacements(noun, inputs.properties),
    ...(inputs.required.length > 0 && { requiredInputs: inputs.required }),
    properties: { ...inputs.properties, ...record.properties },
    required: record.required,
    // The same resource of the dynamic host: a stack may go on in another language.
    aliases: [{ type: dynamicType(noun) }],
    ...(noun in LISTS && {
      listInputs:
        noun === "JobRun"
          ? { type: "object", properties: types.members("RunFilters").properties }
          : NO_FILTERS,
    }),
  };
}

/** A component: its path is plain, since it decides which resources there are. */
function jobSetSpec(declared: Declarations, types: TypeSpecs): ResourceSpec {
  const inputs = types.members(JOB_SET.name);
  return {
    description: described(declared, "JobSet"),
    isComponent: true,
    inputProperties: mapProperties(inputs.properties, () => ({ plain: true })),
    requiredInputs: inputs.required,
    ...types.members("JobSetRecord"),
  };
}

/** Without `properties`: the engine leaves out an empty list of them. */
const NO_FILTERS = { type: "object" } as const;

/** Says of each input whose change is a new run that it is so. */
function withReplacements(noun: ResourceName, properties: PropertySpecs): PropertySpecs {
  const defining = RESOURCES[noun].table.rows
    .filter((field) => field.class === "run" || field.class === "trigger")
    .map(({ path }) => path.split(".")[0]);
  return mapProperties(properties, (name) => (defining.includes(name) ? { willReplaceOnChanges: true } : {}));
}

function functionSpecs(declared: Declarations, types: TypeSpecs): Record<string, FunctionSpec> {
  return Object.fromEntries(
    Object.keys(FUNCTIONS).map((name) => [pluginType(name), functionSpec(name, declared, types)]),
  );
}

function functionSpec(name: string, declared: Declarations, types: TypeSpecs): FunctionSpec {
  const { args, result } = SIGNATURES[name] ?? {};
  if (result === undefined) throw new Error(`${name} is a function, but nothing says what it returns`);
  const { properties, required } = types.members(result);
  return {
    description: described(declared, name),
    ...(args === undefined ? {} : { inputs: objectSpec(types.members(args)) }),
    outputs: objectSpec({
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, spec]) => [key, withoutChoice(spec)]),
      ),
      required,
    }),
  };
}

function objectSpec({ properties, required }: Members): ObjectSpec {
  return { type: "object", properties, ...(required.length > 0 && { required }) };
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
