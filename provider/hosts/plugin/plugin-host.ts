import { SECRET_PATHS } from "../../../wire/internal-properties";
import { pluginType } from "../../../wire/type-tokens";
import { SETTINGS, settingProblems } from "../../account/config";
import type { Session } from "../../account/session";
import { FUNCTIONS } from "../../functions/index";
import { LISTS } from "../../functions/lists";
import type { ListPage, PageRequest } from "../../functions/provider-function";
import { withPlacesOf } from "../../inputs/assets";
import {
  InitFailure,
  type LifecycleContext,
  type ResourceLifecycle,
  STATE_UNREAD,
  type StackState,
  UserError,
} from "../../resource";
import { lifecycleOf, RESOURCES, type ResourceName } from "../../resources/registry";
import { boundedState } from "../../run/bounded-state";
import { nearest } from "../../text/did-you-mean";
import { formatList } from "../../text/format";
import { type Redact, redactor, secretValues } from "../../text/redact";
import { safeText } from "../../text/safe-line";
import type { Properties } from "../../values";
import { type CheckFailure, plainJson } from "../../values";
import { failureText, toEngineError } from "../engine-errors";
import { beginOperation, type HostParts } from "../operation";
import { type ValuePath } from "../secret-outputs";
import { detailedDiff, type PropertyChange } from "./detailed-diff";
import { PartialFailure } from "./partial-failure";
import {
  type Decoded,
  decode,
  encode,
  inputsOf,
  lostInputs,
  type PlainProperties,
  stateOf,
  withoutSentinels,
} from "./properties";
import { explicitProvider, identityOf, nounOf } from "./resource-urn";

/** What check answers; an empty list is consent. */
export interface Checked {
  inputs: Properties;
  /** Reasons, each with its path: the engine would print the value of a named property. */
  failures: string[];
}

/** What diff answers. */
export interface Diffed {
  hasChanges: boolean;
  replaces: string[];
  details: PropertyChange[];
  deleteBeforeReplace: boolean;
  /** Outputs that stay as they are. */
  stables: readonly string[];
}

/** A resource as the engine has it in its state. */
interface InState {
  urn: string;
  id: string;
  state: Properties;
  oldInputs: Properties;
}

interface Timed {
  /** `customTimeouts`, in seconds; 0: nobody said. */
  timeoutSeconds: number;
}

/** What an operation on a resource works on. */
interface Operation {
  urn: string;
  /** All that may hold secrets. */
  values: readonly PlainProperties[];
  timed?: Timed;
  /** How the state of a failure is encoded. Default: as it is. */
  encodeState?: (state: object) => Properties;
}

const CREDENTIALS = Object.entries(SETTINGS).flatMap(([name, { isSecret }]) => (isSecret ? [name] : []));

/** What the engine asks for in a list. */
interface ListCall extends PageRequest {
  token: string;
  /** For runs the filters of `listRuns`. */
  query: Properties;
}

/**
 * A thin adapter from the rules of every resource to what the engine asks of a plugin. Properties come and go as the
 * engine marks them.
 */
export class PluginHost {
  private session: Session;
  private providerId = "";

  /** @param signal aborted when the user interrupts */
  constructor(
    private readonly parts: HostParts,
    private readonly signal: AbortSignal,
  ) {
    this.session = parts.openSession(() => undefined);
  }

  /** Sends nothing, and asks the environment for nothing: what is wrong there is said when it is used. */
  checkConfig({ urn, news }: { urn: string; news: Properties }): Checked {
    const { values, secretPaths } = decode(news);
    const redact = redactor(
      CREDENTIALS.map((name) => values[name]).filter((value) => typeof value === "string"),
    );
    for (const name of Object.keys(values)) {
      // The stack's configuration comes here too, and a program may keep settings of its own there.
      const meant = name in SETTINGS ? undefined : nearest(name, Object.keys(SETTINGS));
      if (meant !== undefined)
        void this.parts.engineLog(
          urn,
          "warning",
          safeText([`unknown setting ${name}; did you mean ${meant}?`], redact),
          false,
        );
    }
    return {
      // Secret in state, whoever wrote them and how.
      inputs: encode(values, [...secretPaths, ...CREDENTIALS.map((name) => [name])]),
      failures: settingProblems(values).map((failure) => failureText(failure, redact)),
    };
  }

  /** @param provider its own id in state and its URN, if the engine tells them */
  configure(settings: Properties, provider: { id: string; urn: string }): void {
    const { values } = decode(settings);
    this.session = this.parts.openSession((name) => values[name], explicitProvider(provider.urn));
    this.providerId = provider.id;
  }

  async check(request: { urn: string; olds: Properties; news: Properties }): Promise<Checked> {
    const olds = decode(request.olds);
    const news = decode(request.news);
    return this.run({ urn: request.urn, values: [news] }, (lifecycle, context, redact) => {
      const isNew = Object.keys(olds.values).length === 0;
      const lost = lostInputs(news);
      // No inputs: the engine would refuse an unknown one before it reads what is wrong.
      if (lost.length > 0)
        return { inputs: {}, failures: lost.map((failure) => failureText(failure, redact)) };
      const result = lifecycle.check(isNew ? undefined : olds.values, inputsOf(news), context);
      return {
        inputs: encode(result.inputs, (result.inputs[SECRET_PATHS] ?? []) as ValuePath[]),
        failures: result.failures.map((failure) => failureText(failure, redact)),
      };
    });
  }

  async diff(request: InState & { news: Properties }): Promise<Diffed> {
    const news = decode(request.news);
    const { state, decoded } = this.recorded(request);
    return this.run({ urn: request.urn, values: [news, decoded] }, (lifecycle, context) => {
      const inputs = inputsOf(news);
      const result = lifecycle.diff(request.id, state, inputs, context);
      // The engine shows what differs, but not why that asks for a run.
      if (result.why !== undefined) context.log("info", result.why);
      return {
        hasChanges: result.changes !== "none",
        replaces: result.changes === "replace" ? result.replaces : [],
        details: detailedDiff(result, state, inputs),
        deleteBeforeReplace: result.deleteBeforeReplace,
        stables: result.changes === "replace" ? [] : RESOURCES[resourceAt(request.urn)].kind.stables,
      };
    });
  }

  async create(
    request: { urn: string; inputs: Properties; isPreview: boolean } & Timed,
  ): Promise<{ id: string; state: Properties }> {
    const inputs = decode(request.inputs);
    const out = (state: object): Properties => encode(withoutSentinels(plainJson(state)), inputs.secretPaths);
    const operation = { urn: request.urn, values: [inputs], timed: request, encodeState: out };
    return this.run(operation, async (lifecycle, context) => {
      if (request.isPreview) {
        const planned = plainJson(lifecycle.preview(inputs.values, undefined));
        return { id: "", state: encode(planned, inputs.secretPaths) };
      }
      const { id, state } = await lifecycle.create(inputsOf(inputs), context);
      return { id, state: out(state) };
    });
  }

  async update(request: InState & Timed & { news: Properties; isPreview: boolean }): Promise<Properties> {
    const news = decode(request.news);
    const { state, decoded } = this.recorded(request);
    const out = (next: Properties): Properties => encode(next, news.secretPaths, decoded.kept);
    // What was asked for and did not happen is not recorded: the old inputs stay, and their secrets with them.
    const secretPaths = [...news.secretPaths, ...decoded.secretPaths];
    const encodeState = (kept: object): Properties =>
      encode(
        withPlacesOf(news.values, withoutSentinels(plainJson(kept))) as Properties,
        secretPaths,
        decoded.kept,
      );
    return this.run(
      { urn: request.urn, values: [news, decoded], timed: request, encodeState },
      async (lifecycle, context) => {
        if (request.isPreview) return out(plainJson(lifecycle.preview(news.values, decoded.values)));
        return out(
          withoutSentinels(plainJson(await lifecycle.update(request.id, state, inputsOf(news), context))),
        );
      },
    );
  }

  /**
   * Without a state it is an import, or a program that only wants to know: nothing is started by either.
   *
   * @returns undefined if the resource is gone
   */
  async read(request: InState): Promise<{ state: Properties; inputs: Properties } | undefined> {
    if (Object.keys(request.state).length === 0) return this.readUnrecorded(request);
    const { state, decoded } = this.recorded(request);
    return this.run({ urn: request.urn, values: [decoded] }, async (lifecycle, context, redact) => {
      const next = await lifecycle.read(request.id, state, context);
      if (!next) return undefined;
      const properties = encode(withoutSentinels(plainJson(next)), decoded.secretPaths, decoded.kept);
      const problem = lifecycle.failureReason(request.id, next);
      if (problem)
        throw new PartialFailure(request.id, properties, safeText(problem, redact), request.oldInputs);
      return { state: properties, inputs: request.oldInputs };
    });
  }

  async delete(request: InState & Timed): Promise<void> {
    const { state, decoded } = this.recorded(request);
    await this.run({ urn: request.urn, values: [decoded], timed: request }, (lifecycle, context) =>
      lifecycle.delete(request.id, state, context),
    );
  }

  /** @param token for example `wherobots:index:getRun` */
  async invoke(request: {
    token: string;
    args: Properties;
  }): Promise<{ result: Properties; failures: string[] }> {
    const args = decode(request.args);
    const [, called] = Object.entries(FUNCTIONS).find(([name]) => pluginType(name) === request.token) ?? [];
    const { context, redact } = this.begin("", "", [args], undefined);
    try {
      if (!called) throw new UserError(`there is no function ${request.token}`);
      const failures = called.check(args.values).map((failure: CheckFailure) => failureText(failure, redact));
      if (failures.length > 0) return { result: {}, failures };
      return { result: withoutSentinels(plainJson(await called.call(args.values, context))), failures: [] };
    } catch (error) {
      throw toEngineError(error, redact);
    }
  }

  /** One page of what exists of a kind of resource, by the ids that it can be imported by. */
  async list({ token, query, ...page }: ListCall): Promise<ListPage> {
    const { values } = decode(query);
    const { context, redact } = this.begin("", "", [], undefined);
    const [, list] = Object.entries(LISTS).find(([noun]) => pluginType(noun) === token) ?? [];
    try {
      if (!list) throw new UserError(`${token} cannot be listed; ${formatList(Object.keys(LISTS))} can`);
      const failures = list.check(values).map((failure) => failureText(failure, redact));
      if (failures.length > 0) throw new UserError(failures.join("; "));
      return await list.page(values, page, context);
    } catch (error) {
      throw toEngineError(error, redact);
    }
  }

  private async readUnrecorded({ urn, id }: InState): Promise<{ state: Properties; inputs: Properties }> {
    return this.run({ urn, values: [] }, async (lifecycle, context) => {
      const found = await lifecycle.import(id, context);
      return {
        state: withoutSentinels(plainJson(found.state)),
        inputs: withoutSentinels(plainJson(found.inputs)),
      };
    });
  }

  private recorded({ state, oldInputs }: InState): { state: Properties; decoded: Decoded } {
    const decoded = decode(state);
    return { state: stateOf(decoded, decode(oldInputs)), decoded };
  }

  /** Runs one operation; whatever it throws leaves in the form that the engine understands. */
  private async run<T>(
    { urn, values, timed, encodeState = plainJson }: Operation,
    work: (
      lifecycle: ResourceLifecycle<object, object>,
      context: LifecycleContext,
      redact: Redact,
    ) => T | Promise<T>,
  ): Promise<T> {
    const noun = resourceAt(urn);
    const { context, redact, logged } = this.begin(urn, noun, values, timed);
    try {
      return await work(lifecycleOf(noun), context, redact);
    } catch (error) {
      if (error instanceof PartialFailure) throw error;
      if (!(error instanceof InitFailure)) throw toEngineError(error, redact);
      const failure = error as InitFailure<object>;
      throw new PartialFailure(
        failure.id,
        encodeState(boundedState(failure.state)),
        safeText(failure.reason, redact),
      );
    } finally {
      await logged();
    }
  }

  private begin(urn: string, noun: string, values: readonly PlainProperties[], timed: Timed | undefined) {
    const { clock, stackStateOf } = this.parts;
    const seconds = timed?.timeoutSeconds ?? 0;
    const identity = identityOf(urn, noun);
    return beginOperation(this.parts, {
      session: this.session,
      identity,
      stackState: withProviderId(stackStateOf(identity.project, identity.stack), this.providerId),
      secrets: values.map(inputsOf).flatMap(secretValues),
      signal: this.signal,
      deadlineMs: seconds > 0 ? clock.now() + seconds * 1000 : undefined,
    });
  }
}

/** On Pulumi Cloud a plugin is not told the organisation: the provider's id, which the state keeps, stands for the state's. */
function withProviderId(state: StackState, providerId: string): StackState {
  return state.place === "" && state.id === "" && providerId !== ""
    ? { ...STATE_UNREAD, id: providerId }
    : state;
}

/** @throws UserError for a type that this package does not have */
function resourceAt(urn: string): ResourceName {
  const noun = nounOf(urn);
  if (noun) return noun;
  throw new UserError(`there is no such resource in this version of the wherobots plugin: ${urn}`);
}
