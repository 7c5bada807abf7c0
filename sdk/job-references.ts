import * as pulumi from "@pulumi/pulumi";

/** `${jobs.ingest.outputs.runId}`, `${config.zoom}`, `${env.HOME}`, `${secrets.token}`. */
const REFERENCE = /\$\{(jobs|config|env|secrets)\.([^{}]+)\}/g;
const OUTPUT = /^(.+)\.outputs\.(.+)$/;

/** An output of a job: `runId`, or `kubeApp.status`. */
export type OutputOf = (job: string, path: readonly string[]) => pulumi.Output<unknown>;

/**
 * Arguments of a job, each reference in them replaced by what it stands for.
 *
 * @param value the arguments, or a part of them
 * @param outputOf looks up another job
 */
export function resolveReferences(value: unknown, outputOf: OutputOf): unknown {
  const inner = (item: unknown): unknown => resolveReferences(item, outputOf);
  if (typeof value === "string") return resolveText(value, outputOf);
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
}

function resolveText(text: string, outputOf: OutputOf): unknown {
  const found = [...text.matchAll(REFERENCE)].map(([whole, kind = "", name = ""]) => ({ whole, kind, name }));
  const [first] = found;
  if (!first) return text;
  if (first.whole === text) return resolved(first, outputOf);
  const values = found.map((reference) => resolved(reference, outputOf));
  const texts = text.split(REFERENCE).filter((_, index) => index % 3 === 0);
  return pulumi.concat(
    ...(texts.flatMap((part, index) => [part, values[index] ?? ""]) as pulumi.Input<string>[]),
  );
}

function resolved({ kind, name }: { kind: string; name: string }, outputOf: OutputOf): pulumi.Input<unknown> {
  if (kind === "env") return process.env[name] ?? "";
  if (kind === "jobs") {
    const [, job = "", path = ""] = OUTPUT.exec(name) ?? [];
    return outputOf(job, path.split("."));
  }
  const config = new pulumi.Config();
  return kind === "secrets" ? config.requireSecret(name) : config.require(name);
}
