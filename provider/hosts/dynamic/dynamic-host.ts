import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type Identity, parseIdentity } from "../../../wire/identity";
import { IDENTITY, PROVIDER_TEXT, SECRET_PATHS, SEEN } from "../../../wire/internal-properties";
import { SIGNATURE_KEY, UNKNOWN } from "../../../wire/pulumi-values";
import { seenDigest } from "../../../wire/seen-digest";
import type { Session } from "../../account/session";
import { InitFailure, type LifecycleContext, NOBODY } from "../../resource";
import { lifecycleOf, type ResourceName } from "../../resources/registry";
import { boundedState } from "../../run/bounded-state";
import { type Redact, secretValues } from "../../text/redact";
import { safeText } from "../../text/safe-line";
import { type Properties, plainJson } from "../../values";
import { failureText, toEngineError } from "../engine-errors";
import { beginOperation, type HostParts } from "../operation";
import { withoutSentinels, wrapSecrets } from "../plugin/properties";
import { secretOutputs, type ValuePath } from "../secret-outputs";

/** A thin adapter from the rules of one resource to what `pulumi.dynamic` calls. */
export class DynamicHost implements dynamic.ResourceProvider {
  private readonly lifecycle;
  private session: Session;

  constructor(
    private readonly resource: ResourceName,
    private readonly parts: HostParts,
  ) {
    this.lifecycle = lifecycleOf(resource);
    this.session = parts.openSession(() => undefined);
  }

  /** Only stores: parallel calls do not wait for this one, and an error here would reach one resource only. */
  configure(request: dynamic.ConfigureRequest): Promise<void> {
    const { config } = request;
    this.session = this.parts.openSession((key) => config.get(`wherobots:${key}`));
    return Promise.resolve();
  }

  async check(olds: Properties | undefined, news: Properties): Promise<dynamic.CheckResult> {
    const inputs = withUnseenSecrets(withoutProvider(news), olds);
    return this.guard(inputs, (context, redact) => {
      const result = this.lifecycle.check(olds && withoutProvider(olds), inputs, context);
      const failures = result.failures.map((failure) => ({
        property: "",
        reason: failureText(failure, redact),
      }));
      return { inputs: result.inputs, failures };
    });
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    const inputs = withoutProvider(news);
    return this.guard(inputs, (context) => {
      const result = this.lifecycle.diff(id, withoutProvider(olds), inputs, context);
      // This host has no detailed diff.
      if (result.why !== undefined) context.log("info", result.why);
      // A state that the plugin wrote lacks the text without which read and delete cannot work here.
      const adoptsText = olds[PROVIDER_TEXT] !== news[PROVIDER_TEXT] && olds[PROVIDER_TEXT] === undefined;
      return {
        changes: result.changes !== "none" || adoptsText,
        replaces: result.changes === "replace" ? result.replaces : [],
        deleteBeforeReplace: result.deleteBeforeReplace,
      };
    });
  }

  async create(inputs: Properties): Promise<dynamic.CreateResult> {
    const values = withoutProvider(inputs);
    const created = await this.guard(inputs, (context) => this.lifecycle.create(values, context));
    return { id: created.id, outs: withProvider(plainJson(created.state), inputs) };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
    const state = await this.guard(news, (context) =>
      this.lifecycle.update(id, withoutProvider(olds), withoutProvider(news), context),
    );
    return { outs: withProvider(plainJson(state), news) };
  }

  async read(id: string, props: Properties): Promise<dynamic.ReadResult> {
    const state = await this.guard(props, (context) =>
      this.lifecycle.read(id, withoutProvider(props), context),
    );
    // An empty id is how the engine is told that it is gone.
    return state ? { id, props: withProvider(plainJson(state), props) } : { id: "", props: {} };
  }

  async delete(id: string, props: Properties): Promise<void> {
    await this.guard(props, (context) => this.lifecycle.delete(id, withoutProvider(props), context));
  }

  /** Runs one operation; whatever it throws leaves in the form that the engine understands. */
  private async guard<T>(
    values: Properties,
    run: (context: LifecycleContext, redact: Redact) => T | Promise<T>,
  ): Promise<T> {
    const identity = identityOf(values, this.resource);
    const { context, redact, logged } = beginOperation(this.parts, {
      session: this.session,
      identity,
      stackState: this.parts.stackStateOf(identity.project, identity.stack),
      secrets: secretValues(values),
      // The dynamic host is told neither of an interrupt nor of `customTimeouts`.
      signal: new AbortController().signal,
      deadlineMs: undefined,
    });
    try {
      return await run(context, redact);
    } catch (error) {
      if (error instanceof InitFailure) throw initError(error as InitFailure<object>, values, redact);
      throw toEngineError(error, redact);
    } finally {
      await logged();
    }
  }
}

/** What `pulumi.dynamic` reads from an error whose resource exists. `properties` must carry the provider's text. */
function initError(failure: InitFailure<object>, values: Properties, redact: Redact): Error {
  const reason = safeText(failure.reason, redact);
  const properties = withProvider(boundedState(failure.state), values);
  return Object.assign(new Error(reason), { id: failure.id, properties, reasons: [reason], stack: "" });
}

function withoutProvider(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== PROVIDER_TEXT));
}

/** A state for the engine. Of inputs it knows itself what is secret; outputs that repeat them are marked here. */
function withProvider(state: Properties, source: Properties): Properties {
  const secretPaths = (state[SECRET_PATHS] ?? []) as ValuePath[];
  const marked = wrapSecrets(withoutSentinels(state), secretOutputs(state, secretPaths));
  return { ...marked, [PROVIDER_TEXT]: source[PROVIDER_TEXT] };
}

/** Read and delete are given none. */
function identityOf(values: Properties, noun: ResourceName): Identity {
  const text = values[IDENTITY];
  return typeof text === "string" ? parseIdentity(text, noun) : NOBODY;
}

/**
 * What the sdk saw of the arguments, which the engine may change before it hands them over: digests of texts and
 * numbers (`sdk/registration.ts`), in lists of any depth, and whether the state's own values may stand there
 * (`ignoreChanges`).
 */
interface Seen {
  digests: unknown;
  keepsOld: boolean;
}

/**
 * Inputs in which whatever the sdk has not seen counts as secret. This host is not told what is: the sdk lists the
 * secrets of a program, and a `transforms` callback, which the engine calls later, may add others.
 */
export function withUnseenSecrets(news: Properties, olds: Properties | undefined): Properties {
  const { [SEEN]: seen, ...inputs } = news;
  if (!isSeen(seen)) return inputs;
  const known = secretPathsOf(inputs);
  const digests = new Set(textLeaves(seen.digests, []).map(([text]) => text));
  if (seen.keepsOld && olds)
    for (const [text] of textLeaves(olds, secretPathsOf(olds))) digests.add(seenDigest(text));
  const unseen = textLeaves(inputs, known)
    .filter(([text, path]) => !String(path[0]).startsWith("__") && !digests.has(seenDigest(text)))
    .map(([, path]) => path);
  return unseen.length === 0 ? inputs : { ...inputs, [SECRET_PATHS]: [...known, ...unseen] };
}

function isSeen(seen: unknown): seen is Seen {
  return typeof seen === "object" && seen !== null && "digests" in seen;
}

function secretPathsOf({ [SECRET_PATHS]: paths }: Properties): ValuePath[] {
  return Array.isArray(paths) ? (paths as ValuePath[]) : [];
}

/** Texts and numbers with their paths, those under the given ones left out, and what the engine says of an asset. */
function textLeaves(root: unknown, except: readonly ValuePath[]): [text: string, path: ValuePath][] {
  const left = new Set(except.map((path) => JSON.stringify(path)));
  const leaves = (value: unknown, path: ValuePath): [string, ValuePath][] => {
    if (value === UNKNOWN || (left.size > 0 && left.has(JSON.stringify(path)))) return [];
    if (typeof value === "string" || typeof value === "number") return [[String(value), path]];
    if (typeof value !== "object" || value === null || SIGNATURE_KEY in value) return [];
    const entries: [string | number, unknown][] = Array.isArray(value)
      ? [...value.entries()]
      : Object.entries(value);
    return entries.flatMap(([key, item]) => leaves(item, [...path, key]));
  };
  return leaves(root, []);
}
