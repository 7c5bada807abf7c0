import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
/*
 * The engine's wire format for properties: JSON in which secrets, outputs and unknown values are marked. The lifecycle
 * takes plain values and the paths of the secrets in them. A test holds these constants equal to Pulumi's own.
 */
import { IDENTITY, PROVIDER_TEXT, SECRET_PATHS, SUPERSEDED } from "../../../wire/internal-properties";
import {
  OUTPUT_SIGNATURE,
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
  UNKNOWN_SENTINELS,
} from "../../../wire/pulumi-values";
import type { CheckFailure, Properties } from "../../values";
import { pathText } from "../../values";
import { pulumisStruct } from "../pulumi-modules";
import type { ValuePath } from "../secret-outputs";
import { secretOutputs } from "../secret-outputs";

/**
 * Results of an operation that was carried out, for the engine: it refuses one with a text that it takes for an unknown
 * value, after the run was started. Such a text, which a job may print, is put in quotes.
 */
export function withoutSentinels<T>(value: T): T {
  return quoted(value) as T;
}

function quoted(value: unknown): unknown {
  if (typeof value === "string") return UNKNOWN_SENTINELS.has(value) ? `"${value}"` : value;
  if (Array.isArray(value)) return value.map(quoted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, quoted(item)]));
}

/** Properties without marks. */
export interface PlainProperties {
  values: Properties;
  /** Where the secrets are, each outermost one. */
  secretPaths: ValuePath[];
  /**
   * Where a secret came without its value. In an operation that is carried out the engine leaves out what it takes for
   * unknown; of a secret it leaves the mark, by which alone that can be told.
   */
  lostPaths: ValuePath[];
}

/** Takes the marks off. */
export function unwrapSecrets(marked: Properties): PlainProperties {
  const secretPaths: ValuePath[] = [];
  const lostPaths: ValuePath[] = [];
  const values = plainValue(marked, [], {
    secret: (path) => secretPaths.push(path),
    lost: (path) => lostPaths.push(path),
  }) as Properties;
  return { values, secretPaths, lostPaths };
}

/** Marks the values at these paths as secret; a path that leads nowhere marks nothing. */
export function wrapSecrets(values: Properties, secretPaths: readonly ValuePath[]): Properties {
  return secretPaths.reduce<unknown>(wrapAt, values) as Properties;
}

/** Told of what is found on the way. */
interface Findings {
  secret: (path: ValuePath) => void;
  lost: (path: ValuePath) => void;
}

function plainValue(value: unknown, path: ValuePath, found: Findings): unknown {
  if (typeof value !== "object" || value === null)
    return UNKNOWN_SENTINELS.has(value as string) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map((item, index) => plainValue(item, [...path, index], found));
  const marked = value as { value?: unknown; secret?: unknown } & Properties;
  const signature = marked[SIGNATURE_KEY];
  const isSecret =
    signature === SECRET_SIGNATURE || (signature === OUTPUT_SIGNATURE && marked.secret === true);
  if (isSecret) found.secret(path);
  if (signature === SECRET_SIGNATURE && !("value" in marked)) found.lost(path);
  // What is inside of a secret needs no path of its own.
  if (isSecret || signature === OUTPUT_SIGNATURE)
    return "value" in marked
      ? plainValue(marked.value, path, isSecret ? { ...found, secret: () => undefined } : found)
      : UNKNOWN;
  return Object.fromEntries(
    Object.entries(marked).map(([key, item]) => [key, plainValue(item, [...path, key], found)]),
  );
}

function wrapAt(value: unknown, path: ValuePath): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return isWrappedSecret(value) ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
  if (typeof value !== "object" || value === null || isWrappedSecret(value)) return value;
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? wrapAt(item, rest) : item) as unknown);
  if (!Object.hasOwn(value, key)) return value;
  return { ...value, [key]: wrapAt((value as Properties)[key], rest) };
}

function isWrappedSecret(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && (value as Properties)[SIGNATURE_KEY] === SECRET_SIGNATURE
  );
}

/** Properties of a message, with the engine's marks; none if it has none. */
export function propertiesOf(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Properties for a message. They must be plain JSON: anything else would be refused, after the run was started. */
export function structOf(values: Properties): Struct {
  return pulumisStruct().fromJavaScript(values as Record<string, JavaScriptValue>);
}

/*
 * Inputs and states as the engine keeps them for this host: secrets are marked where they stand, so their paths, which
 * the lifecycle wants to know, are no property of their own. What the dynamic host needs of a state is not read here.
 */

/** What the dynamic provider needs to read its own state again; kept, so that a stack can go back to it. */
const OTHER_HOST: ReadonlySet<string> = new Set([PROVIDER_TEXT, IDENTITY, SECRET_PATHS]);

/** Inputs or a state, for the lifecycle. */
export interface Decoded extends PlainProperties {
  /** Where the other host recorded the secrets of its inputs: the engine may mark the whole list that holds one. */
  recordedPaths: ValuePath[] | undefined;
  /** Property of the state that only the other host reads. */
  kept: Properties;
}

/** Properties as they came. */
export function decode(marked: Properties): Decoded {
  const { values, secretPaths, lostPaths } = unwrapSecrets(marked);
  const own = Object.entries(values).filter(([key]) => !OTHER_HOST.has(key));
  const text = values[PROVIDER_TEXT];
  return {
    values: Object.fromEntries(own),
    secretPaths,
    lostPaths,
    recordedPaths: values[SECRET_PATHS] as ValuePath[] | undefined,
    kept: text === undefined ? {} : { [PROVIDER_TEXT]: text },
  };
}

/** Inputs that did not arrive. What is no secret is left out by the engine without a trace. */
export function lostInputs({ lostPaths }: PlainProperties): CheckFailure[] {
  const reason =
    "is the text by which Pulumi marks a value that is not known yet, so it did not arrive: write it in another form, for " +
    "example in capitals or without the hyphens";
  return lostPaths.map((path) => ({ path: pathText(path), reason }));
}

/** Inputs with the paths of their secrets. */
export function inputsOf({ values, secretPaths }: Omit<PlainProperties, "lostPaths">): Properties {
  return secretPaths.length === 0 ? values : { ...values, [SECRET_PATHS]: secretPaths };
}

/**
 * A state with the paths of the secrets in its inputs: those of the recorded inputs, since in the state more may be
 * marked (`additionalSecretOutputs`), which is no change of an input.
 */
export function stateOf(state: Decoded, inputs: Decoded): Properties {
  return inputsOf({ values: state.values, secretPaths: inputs.recordedPaths ?? inputs.secretPaths });
}

/** Values of the lifecycle for the engine: without what is not kept, and with the marks. */
export function encode(
  values: Properties,
  secretPaths: readonly ValuePath[],
  kept: Properties = {},
): Properties {
  const own = Object.entries(values).filter(([key]) => !OTHER_HOST.has(key));
  const paths = [...secretPaths, ...repeatedSecrets(values), ...secretOutputs(values, secretPaths)];
  return wrapSecrets({ ...Object.fromEntries(own), ...kept }, paths);
}

function repeatedSecrets({ [SUPERSEDED]: repeated }: Properties): ValuePath[] {
  const entries = Object.entries((repeated ?? {}) as Record<string, { [SECRET_PATHS]?: ValuePath[] }>);
  return entries.flatMap(([key, { [SECRET_PATHS]: paths = [] }]) =>
    paths.map((path) => [SUPERSEDED, key, ...path]),
  );
}
