import type * as dynamic from "@pulumi/pulumi/dynamic";
import { atBoundary, failureText, shownText } from "../../boundary";
import { type Identity, InitFailure, type LifecycleContext, type Properties } from "../../lifecycle";
import { boundedState, plainJson } from "../../plain-json";
import type { Redact } from "../../redact";
import { lifecycleOf, type ResourceName } from "../../resources/registry";
import type { Session } from "../../session";
import { beginOperation, type HostParts } from "../operation";

/** The text that names this host; it must survive in every state this host writes. */
const PROVIDER_KEY = "__provider";

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
    const inputs = withoutProvider(news);
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
      const adoptsText = olds[PROVIDER_KEY] !== news[PROVIDER_KEY] && olds[PROVIDER_KEY] === undefined;
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
    return { id, props: withProvider(plainJson(state), props) };
  }

  async delete(id: string, props: Properties): Promise<void> {
    await this.guard(props, (context) => this.lifecycle.delete(id, withoutProvider(props), context));
  }

  /** Runs one operation; whatever it throws leaves in the form that the engine understands. */
  private async guard<T>(
    values: Properties,
    run: (context: LifecycleContext, redact: Redact) => T | Promise<T>,
  ): Promise<T> {
    const { context, redact } = beginOperation(this.parts, {
      session: this.session,
      identity: { ...identityOf(values, this.resource), backend: this.parts.backend },
      values: [values],
      // The dynamic host is told neither of an interrupt nor of `customTimeouts`.
      signal: new AbortController().signal,
      deadlineMs: undefined,
    });
    try {
      return await run(context, redact);
    } catch (error) {
      if (error instanceof InitFailure) throw initError(error as InitFailure<object>, values, redact);
      throw atBoundary(error, redact);
    }
  }
}

/** What `pulumi.dynamic` reads from an error whose resource exists. `properties` must carry the provider's text. */
function initError(failure: InitFailure<object>, values: Properties, redact: Redact): Error {
  const reason = shownText(failure.reason, redact);
  const properties = withProvider(boundedState(failure.state), values);
  return Object.assign(new Error(reason), { id: failure.id, properties, reasons: [reason], stack: "" });
}

function withoutProvider(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== PROVIDER_KEY));
}

function withProvider(state: Properties, source: Properties): Properties {
  return { ...state, [PROVIDER_KEY]: source[PROVIDER_KEY] };
}

const NOBODY = { organization: "", stack: "", project: "", path: "", urn: "" };

/** Reads the sdk's text `organization::stack::project::types::name`; read and delete are given none. */
function identityOf(values: Properties, noun: ResourceName): Omit<Identity, "backend"> {
  const text = values["__identity"];
  if (typeof text !== "string") return NOBODY;
  const [organization = "", stack = "", project = "", types = "", ...names] = text.split("::");
  const name = names.join("::");
  const type = `${types.slice(0, types.length - noun.length)}pulumi-nodejs:dynamic/wherobots:${noun}`;
  const urn = `urn:pulumi:${stack}::${project}::${type}::${name}`;
  return { organization, stack, project, path: `${types}::${name}`, urn };
}
