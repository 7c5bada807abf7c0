import { Session } from "../../provider/account/session";
import { WherobotsClient } from "../../provider/api/client";
import { TokenBucket } from "../../provider/api/token-bucket";
import type { HttpAnswer, HttpRequest } from "../../provider/api/transport";
import { DynamicHost } from "../../provider/hosts/dynamic/dynamic-host";
import type { HostParts } from "../../provider/hosts/operation";
import { PluginHost } from "../../provider/hosts/plugin/plugin-host";
import { propertiesOf as propertiesIn, structOf } from "../../provider/hosts/plugin/properties";
import type { ResourceName } from "../../provider/resources/registry";
import { safeText } from "../../provider/text/safe-line";
import type { Properties } from "../../provider/values";
import { pluginType } from "../../wire/type-tokens";
import { CONFIG, STACK_STATE } from "../support/context/lifecycle-context";
import { STUB_CREDENTIAL, stubParts } from "../support/context/stub-client";
import { FakeClock } from "../support/time/fake-clock";

/** The hosts. */
export const HOST_KINDS = ["dynamic host", "plugin"] as const;
type HostKind = (typeof HOST_KINDS)[number];

/** Resources of one run, in each host. */
export const HOSTED = HOST_KINDS.flatMap((kind) =>
  (["JobRun", "RunCompletion"] as const).map((noun) => [noun, kind] as const),
);

/** What the engine calls of either host; results in the form of the dynamic one. */
export type HostCalls = Pick<DynamicHost, "check" | "diff" | "create" | "read" | "update" | "delete">;

/** A host whose API is a function. */
export interface ScriptedHost {
  host: HostCalls;
  /** What was shown, kept or not. */
  lines: string[];
  requests: HttpRequest[];
  clock: FakeClock;
}

/** More means that something never ends. */
const MAX_REQUESTS = 10_000;

/** @param answer what comes back; an error it throws is what the network did */
export function scriptedHost(
  noun: ResourceName,
  answer: (request: HttpRequest) => HttpAnswer,
  kind: HostKind = "dynamic host",
): ScriptedHost {
  const clock = new FakeClock();
  const lines: string[] = [];
  const requests: HttpRequest[] = [];
  const send = (request: HttpRequest): HttpAnswer => {
    requests.push(request);
    if (requests.length > MAX_REQUESTS) throw new RangeError("no end of requests");
    return answer(request);
  };
  const openSession = (): Session => {
    const redact = (text: string): string => session.redact(text);
    const client = new WherobotsClient({
      ...stubParts(send, clock),
      // The default rate: it bounds what is asked while simulated time passes.
      bucket: new TokenBucket(10, clock),
      redact,
      onRetry: (text) => lines.push(safeText([text], redact)),
    });
    const session = new Session({
      config: () => ({ ...CONFIG, credential: STUB_CREDENTIAL }),
      connect: () => client,
      startedAtMs: clock.now(),
    });
    return session;
  };
  const parts: HostParts = {
    openSession,
    engineLog: (_urn, _level, message) => {
      lines.push(message);
      return Promise.resolve();
    },
    clock,
    random: () => 0.5,
    live: true,
    stackStateOf: () => STACK_STATE,
  };
  const host = kind === "plugin" ? pluginCalls(noun, parts) : new DynamicHost(noun, parts);
  return { host, lines, requests, clock };
}

/** The plugin, whose properties travel in messages of the engine. */
function pluginCalls(noun: ResourceName, parts: HostParts): HostCalls {
  const host = new PluginHost(parts, new AbortController().signal);
  const urn = `urn:pulumi:dev::maps::${pluginType(noun)}::tiles`;
  const sent = (values: Properties): Properties => propertiesIn(structOf(values));
  const applied = { isPreview: false, timeoutSeconds: 0 };
  return {
    check: async (olds, news) => {
      const { inputs, failures } = await host.check({ urn, olds: olds ?? {}, news });
      return { inputs: sent(inputs), failures: failures.map((reason) => ({ property: "", reason })) };
    },
    diff: async (id, state, news) => {
      const { hasChanges } = await host.diff({ urn, id, state, oldInputs: news, news });
      return { changes: hasChanges };
    },
    create: async (inputs) => {
      const { id, state } = await host.create({ urn, inputs, ...applied });
      return { id, outs: sent(state) };
    },
    update: async (id, state, news) => ({
      outs: sent(await host.update({ urn, id, state, oldInputs: news, news, ...applied })),
    }),
    read: async (id, state) => {
      const found = await host.read({ urn, id, state, oldInputs: {} });
      return found ? { id, props: sent(found.state) } : { id: "", props: {} };
    },
    delete: (id, state) => host.delete({ urn, id, state, oldInputs: {}, timeoutSeconds: 0 }),
  };
}

/** How an operation of a host ended, in the forms that the engine knows. */
export type Ending =
  | { kind: "done"; id: string | undefined; state: Properties }
  | { kind: "kept"; id: string; state: Properties; text: string }
  | { kind: "failed"; text: string; error: unknown };

/** Runs an operation to its end. */
export async function endingOf(operation: Promise<unknown>): Promise<Ending> {
  try {
    const result = propertiesOf(await operation);
    const state = propertiesOf(result["outs"] ?? result["props"]);
    const id = result["id"];
    return { kind: "done", id: typeof id === "string" ? id : undefined, state };
  } catch (error) {
    const { id, properties } = propertiesOf(error);
    const text = error instanceof Error ? error.message : String(error);
    if (typeof id !== "string") return { kind: "failed", text, error };
    return { kind: "kept", id, state: propertiesOf(properties), text };
  }
}

/** True for a fault of this program, as opposed to an error that it foresaw. */
export function isFault(ending: Ending): boolean {
  return ending.kind === "failed" && ending.text.startsWith("internal error in pulumi-wherobots");
}

function propertiesOf(value: unknown): Properties {
  return typeof value === "object" && value !== null ? (value as Properties) : {};
}
