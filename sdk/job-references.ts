import * as pulumi from "@pulumi/pulumi";
import type { Reference, Template } from "../provider/job-files/definition";
import { ASSET_SIGNATURE, SIGNATURE_KEY } from "../wire/pulumi-values";

/** An output of another job: `["kubeApp", "status"]`. */
export type OutputOf = (job: string, path: readonly string[]) => pulumi.Output<unknown>;

/** What is known where jobs are deployed. */
export interface Surroundings {
  /** Outputs of the jobs that were declared before. */
  readonly outputOf: OutputOf;
  /** Whether a value is text with references: the class of these is loaded with the rules for job files. */
  readonly isTemplate: (value: unknown) => value is Template;
}

/**
 * Arguments of a job, with what their references stand for.
 *
 * @param value the arguments, or a part of them
 * @param from where references are looked up
 */
export function resolveReferences(value: unknown, from: Surroundings): unknown {
  const inner = (item: unknown): unknown => resolveReferences(item, from);
  if (from.isTemplate(value)) return templateValue(value, from.outputOf);
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== "object" || value === null) return value;
  if (isAsset(value)) return new pulumi.asset.FileAsset(value.path);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
}

/** A file of this machine, as the rules for job files know it: nothing of Pulumi. */
function isAsset(value: object): value is { path: string } {
  return SIGNATURE_KEY in value && value[SIGNATURE_KEY] === ASSET_SIGNATURE;
}

function templateValue({ parts }: Template, outputOf: OutputOf): unknown {
  const values = parts.map((part) => (typeof part === "string" ? part : referenceValue(part, outputOf)));
  return values.length === 1 ? values[0] : pulumi.concat(...(values as pulumi.Input<string>[]));
}

/**
 * What a reference stands for.
 *
 * @throws pulumi.RunError for a setting that the stack does not have; Pulumi says how to set it
 */
function referenceValue(reference: Reference, outputOf: OutputOf): pulumi.Input<unknown> {
  if (reference.kind === "output") return outputOf(reference.job, reference.path);
  const { config, name, isSecret } = settingOf(reference.name);
  return reference.kind === "secret" || isSecret ? config.requireSecret(name) : config.require(name);
}

/** What Pulumi knows of a setting, and declares for itself alone. */
type Secrets = { isConfigSecret?(key: string): boolean };

/** `day` is a setting of the project, `aws:region` one of another namespace. */
function settingOf(text: string): { config: pulumi.Config; name: string; isSecret: boolean } {
  const [name = "", ...namespace] = text.split(":").reverse();
  const config = namespace.length > 0 ? new pulumi.Config(namespace.join(":")) : new pulumi.Config();
  const isSecret = (pulumi.runtime as Secrets).isConfigSecret?.(`${config.name}:${name}`) ?? true;
  return { config, name, isSecret };
}

/**
 * Whether the stack has a setting.
 *
 * @param name its name, after its namespace if that is not the project's
 * @returns true if it has a value
 */
export function hasSetting(name: string): boolean {
  const setting = settingOf(name);
  return setting.config.get(setting.name) !== undefined;
}
