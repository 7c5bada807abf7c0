import type { Properties } from "../../lifecycle";
import { type PlainProperties, type ValuePath, withMarks, withoutMarks } from "./property-values";

/*
 * Inputs and states as the engine keeps them for this host: secrets are marked where they stand, so their paths, which
 * the lifecycle wants to know, are no property of their own. What the dynamic host needs of a state is not read here.
 */

/** Of the values of a lifecycle: where the secrets of its inputs are. */
export const SECRET_PATHS = "__secretPaths";
/** What the dynamic host needs to read its own state again; kept, so that a stack can go back to it. */
const PROVIDER_TEXT = "__provider";
/** Inputs that state repeats at another path, by key; each entry says itself where its secrets are. */
const REPEATED = "__superseded";
const OTHER_HOST: ReadonlySet<string> = new Set([PROVIDER_TEXT, "__identity", SECRET_PATHS]);

/** Inputs or a state, for the lifecycle. */
export interface Decoded extends PlainProperties {
  /** Where the other host recorded the secrets of its inputs: the engine may mark the whole list that holds one. */
  recordedPaths: ValuePath[] | undefined;
  /** Property of the state that only the other host reads. */
  kept: Properties;
}

/** Properties as they came. */
export function decode(marked: Properties): Decoded {
  const { values, secretPaths } = withoutMarks(marked);
  const own = Object.entries(values).filter(([key]) => !OTHER_HOST.has(key));
  const text = values[PROVIDER_TEXT];
  return {
    values: Object.fromEntries(own),
    secretPaths,
    recordedPaths: values[SECRET_PATHS] as ValuePath[] | undefined,
    kept: text === undefined ? {} : { [PROVIDER_TEXT]: text },
  };
}

/** Inputs with the paths of their secrets. */
export function inputsOf({ values, secretPaths }: PlainProperties): Properties {
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
  return withMarks({ ...Object.fromEntries(own), ...kept }, [...secretPaths, ...repeatedSecrets(values)]);
}

function repeatedSecrets({ [REPEATED]: repeated }: Properties): ValuePath[] {
  const entries = Object.entries((repeated ?? {}) as Record<string, { [SECRET_PATHS]?: ValuePath[] }>);
  return entries.flatMap(([key, { [SECRET_PATHS]: paths = [] }]) =>
    paths.map((path) => [REPEATED, key, ...path]),
  );
}
