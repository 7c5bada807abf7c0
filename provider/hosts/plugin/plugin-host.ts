import { atBoundary, failureText, shownText } from "../../boundary";
import { SETTINGS, settingProblems } from "../../config";
import { FUNCTIONS } from "../../functions/registry";
import {
  type CheckFailure,
  InitFailure,
  type LifecycleContext,
  type Properties,
  type ResourceLifecycle,
  UserError,
} from "../../lifecycle";
import { nearest } from "../../nearest";
import { boundedState, plainJson } from "../../plain-json";
import { type Redact, redactor } from "../../redact";
import { lifecycleOf, type ResourceName } from "../../resources/registry";
import type { Session } from "../../session";
import { beginOperation, type HostParts } from "../operation";
import { detailedDiff, type PropertyChange } from "./detailed-diff";
import { PartialFailure } from "./partial-failure";
import type { PlainProperties } from "./property-values";
import { type Decoded, decode, encode, inputsOf, stateOf } from "./records";
import { identityOf, nounOf, typeToken } from "./resource-urn";

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

interface Timed {
  /** `customTimeouts`, in seconds; 0: nobody said. */
  timeoutSeconds: number;
}

const CREDENTIALS = Object.entries(SETTINGS).flatMap(([name, { isSecret }]) => (isSecret ? [name] : []));

/** A run keeps these for ever. */
const STABLES = ["runId", "runName", "createTime", "account"] as const;

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
        this.parts.engineLog(
          urn,
          "warning",
          shownText([`${name} is no setting; did you mean ${meant}?`], redact),
          false,
        );
    }
    return {
      // Secret in state, whoever wrote them and how.
      inputs: encode(values, [...secretPaths, ...CREDENTIALS.map((name) => [name])]),
      failures: settingProblems(values).map((failure) => failureText(failure, redact)),
    };
  }

  /** @param providerId the provider's own id in state, if the engine tells it */
  configure(settings: Properties, providerId: string): void {
    const { values } = decode(settings);
    this.session = this.parts.openSession((name) => values[name]);
    this.providerId = providerId;
  }

  async check(request: { urn: string; olds: Properties; news: Properties }): Promise<Checked> {
    const olds = decode(request.olds);
    const news = decode(request.news);
    return this.run(request.urn, [news], undefined, (lifecycle, context, redact) => {
      const isNew = Object.keys(olds.values).length === 0;
      const result = lifecycle.check(isNew ? undefined : olds.values, inputsOf(news), context);
      return {
        inputs: encode(result.inputs, news.secretPaths),
        failures: result.failures.map((failure) => failureText(failure, redact)),
      };
    });
  }

  async diff(request: {
    urn: string;
    id: string;
    state: Properties;
    oldInputs: Properties;
    news: Properties;
  }): Promise<Diffed> {
    const news = decode(request.news);
    const { state, decoded } = this.recorded(request);
    return this.run(request.urn, [news, decoded], undefined, (lifecycle, context) => {
      const inputs = inputsOf(news);
      const result = lifecycle.diff(request.id, state, inputs, context);
      // The engine shows what differs, but not why that asks for a run.
      if (result.why !== undefined) context.log("info", result.why);
      return {
        hasChanges: result.changes !== "none",
        replaces: result.changes === "replace" ? result.replaces : [],
        details: detailedDiff(result, state, inputs),
        deleteBeforeReplace: result.deleteBeforeReplace,
        stables: result.changes === "replace" ? [] : STABLES,
      };
    });
  }

  async create(
    request: { urn: string; inputs: Properties; isPreview: boolean } & Timed,
  ): Promise<{ id: string; state: Properties }> {
    const inputs = decode(request.inputs);
    const out = (state: object): Properties => encode(plainJson(state), inputs.secretPaths);
    return this.run(
      request.urn,
      [inputs],
      request,
      async (lifecycle, context) => {
        if (request.isPreview) return { id: "", state: out(lifecycle.plan(inputs.values, undefined)) };
        const { id, state } = await lifecycle.create(inputsOf(inputs), context);
        return { id, state: out(state) };
      },
      out,
    );
  }

  async update(
    request: {
      urn: string;
      id: string;
      state: Properties;
      oldInputs: Properties;
      news: Properties;
      isPreview: boolean;
    } & Timed,
  ): Promise<Properties> {
    const news = decode(request.news);
    const { state, decoded } = this.recorded(request);
    const out = (next: object): Properties => encode(plainJson(next), news.secretPaths, decoded.kept);
    // What was asked for and did not happen is not recorded: the old inputs stay, and their secrets with them.
    const secretPaths = [...news.secretPaths, ...decoded.secretPaths];
    return this.run(
      request.urn,
      [news, decoded],
      request,
      async (lifecycle, context) =>
        out(
          request.isPreview
            ? lifecycle.plan(news.values, decoded.values)
            : await lifecycle.update(request.id, state, inputsOf(news), context),
        ),
      (kept) => encode(plainJson(kept), secretPaths, decoded.kept),
    );
  }

  /** Without a state it is an import, or a program that only wants to know: nothing is started by either. */
  async read(request: {
    urn: string;
    id: string;
    state: Properties;
    oldInputs: Properties;
  }): Promise<{ state: Properties; inputs: Properties }> {
    if (Object.keys(request.state).length === 0) return this.readUnrecorded(request);
    const { state, decoded } = this.recorded(request);
    return this.run(request.urn, [decoded], undefined, async (lifecycle, context, redact) => {
      const next = await lifecycle.read(request.id, state, context);
      const properties = encode(plainJson(next), decoded.secretPaths, decoded.kept);
      const problem = lifecycle.problem(request.id, next);
      if (problem)
        throw new PartialFailure(request.id, properties, shownText(problem, redact), request.oldInputs);
      return { state: properties, inputs: request.oldInputs };
    });
  }

  async delete(
    request: { urn: string; id: string; state: Properties; oldInputs: Properties } & Timed,
  ): Promise<void> {
    const { state, decoded } = this.recorded(request);
    await this.run(request.urn, [decoded], request, (lifecycle, context) =>
      lifecycle.delete(request.id, state, context),
    );
  }

  /** @param token for example `wherobots:index:getRun` */
  async invoke(request: {
    token: string;
    args: Properties;
  }): Promise<{ result: Properties; failures: string[] }> {
    const args = decode(request.args);
    const [, called] = Object.entries(FUNCTIONS).find(([name]) => typeToken(name) === request.token) ?? [];
    const { context, redact } = this.begin("", "", [args], undefined);
    try {
      if (!called) throw new UserError(`there is no function ${request.token}`);
      const failures = called.check(args.values).map((failure: CheckFailure) => failureText(failure, redact));
      if (failures.length > 0) return { result: {}, failures };
      return { result: plainJson(await called.call(args.values, context)), failures: [] };
    } catch (error) {
      throw atBoundary(error, redact);
    }
  }

  private async readUnrecorded({ urn, id }: { urn: string; id: string }): Promise<{
    state: Properties;
    inputs: Properties;
  }> {
    return this.run(urn, [], undefined, async (lifecycle, context) => {
      const found = await lifecycle.import(id, context);
      return { state: plainJson(found.state), inputs: plainJson(found.inputs) };
    });
  }

  private recorded({ state, oldInputs }: { state: Properties; oldInputs: Properties }): {
    state: Properties;
    decoded: Decoded;
  } {
    const decoded = decode(state);
    return { state: stateOf(decoded, decode(oldInputs)), decoded };
  }

  /** Runs one operation; whatever it throws leaves in the form that the engine understands. */
  private async run<T>(
    urn: string,
    values: readonly PlainProperties[],
    timed: Timed | undefined,
    work: (
      lifecycle: ResourceLifecycle<object, object>,
      context: LifecycleContext,
      redact: Redact,
    ) => T | Promise<T>,
    encodeState: (state: object) => Properties = (state) => plainJson(state),
  ): Promise<T> {
    const noun = resourceAt(urn);
    const { context, redact } = this.begin(urn, noun, values, timed);
    try {
      return await work(lifecycleOf(noun), context, redact);
    } catch (error) {
      if (error instanceof PartialFailure) throw error;
      if (!(error instanceof InitFailure)) throw atBoundary(error, redact);
      const failure = error as InitFailure<object>;
      throw new PartialFailure(
        failure.id,
        encodeState(boundedState(failure.state)),
        shownText(failure.reason, redact),
      );
    }
  }

  private begin(urn: string, noun: string, values: readonly PlainProperties[], timed: Timed | undefined) {
    const { clock, backend } = this.parts;
    const seconds = timed?.timeoutSeconds ?? 0;
    return beginOperation(this.parts, {
      session: this.session,
      identity: identityOf(urn, noun, placeOf(backend, this.providerId)),
      values: values.map(inputsOf),
      signal: this.signal,
      deadlineMs: seconds > 0 ? clock.now() + seconds * 1000 : undefined,
    });
  }
}

/**
 * States that the user keeps have one organisation, of this name, as the dynamic host is told it, so that both hosts
 * know each other's runs. On Pulumi Cloud a plugin is not told the organisation: the provider's id, which is in state,
 * stands for it.
 */
function placeOf(backend: string, providerId: string): { organization: string; backend: string } {
  return { organization: "organization", backend: backend === "" ? providerId : backend };
}

/** @throws UserError for a type that this package does not have */
function resourceAt(urn: string): ResourceName {
  const noun = nounOf(urn);
  if (noun) return noun;
  throw new UserError(`there is no such resource in this version of the wherobots plugin: ${urn}`);
}
