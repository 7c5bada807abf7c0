import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { pluginUrn } from "./type-tokens";

/** What check is told of the run in state (`provider/session.ts`). */
export interface RecordedRun {
  /** Its id. */
  runId: string;
  /** As state last saw it. */
  status: string;
  /** ISO 8601. */
  createTime?: string;
  /** The input of that name, when the run was recorded. */
  takeOverRunId?: string;
  /** The input of that name, when the run was recorded. */
  timeoutSeconds?: number;
}

type RecordedStates = Record<string, { outputs?: Record<string, unknown> }>;

/** The recorded states of a stack, for as long as its program runs. */
const statesByStack = new WeakMap<pulumi.Resource, Promise<RecordedStates>>();

/**
 * The run that the stack's state holds for a resource.
 *
 * With `up --replace` and `state taint` the engine hides the old state from the provider: it calls neither diff nor
 * check with the old inputs. Without this a create could not tell the run that it replaces, which must be
 * cancelled, from the orphan of a killed deployment, which must be taken over. Asked once per program, and only
 * where runs may be started.
 *
 * @param urn its URN; the state may still hold it, and its parents, under their types in the other host
 */
export async function recordedRun(urn: string): Promise<RecordedRun | undefined> {
  const { runId, status, createTime, takeOverRunId, timeoutSeconds } = await recordedOutputs(urn);
  if (typeof runId !== "string" || typeof status !== "string") return undefined;
  return {
    runId,
    status,
    ...(typeof createTime === "string" ? { createTime } : {}),
    ...(typeof takeOverRunId === "string" ? { takeOverRunId } : {}),
    ...(typeof timeoutSeconds === "number" ? { timeoutSeconds } : {}),
  };
}

/**
 * The same of a resource that has many runs, by their keys.
 *
 * @param urn its URN
 */
export async function recordedRuns(urn: string): Promise<Record<string, RecordedRun> | undefined> {
  const { results } = await recordedOutputs(urn);
  if (typeof results !== "object" || results === null) return undefined;
  const runs = Object.entries(results as Record<string, Partial<RecordedRun>>).flatMap(
    ([key, { runId, status, createTime }]) =>
      typeof runId === "string" && typeof status === "string"
        ? [[key, { runId, status, ...(typeof createTime === "string" ? { createTime } : {}) }] as const]
        : [],
  );
  return Object.fromEntries(runs);
}

/** What state holds of a resource; nothing in a preview, which starts nothing. */
async function recordedOutputs(urn: string): Promise<Record<string, unknown>> {
  if (pulumi.runtime.isDryRun()) return {};
  const states = await recordedStates();
  return (states[urn] ?? states[pluginUrn(urn)])?.outputs ?? {};
}

function recordedStates(): Promise<RecordedStates> {
  const stack = pulumi.runtime.getStackResource();
  if (!stack) return readStates();
  const known = statesByStack.get(stack) ?? readStates();
  statesByStack.set(stack, known);
  return known;
}

/** By their URNs, and by what these would be in the plugin. */
async function readStates(): Promise<RecordedStates> {
  try {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const read = await invokeQuietly("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const found = typeof read === "object" && read !== null && "outputs" in read ? read.outputs : undefined;
    if (typeof found !== "object" || found === null) return {};
    const states = found as RecordedStates;
    const inPlugin = Object.entries(states).map(([urn, state]) => [pluginUrn(urn), state]);
    return { ...(Object.fromEntries(inPlugin) as RecordedStates), ...states };
  } catch {
    // A new stack has no state, and a test's mocks may know no such function, nor an organisation: then nothing is recorded.
    return {};
  }
}

/** A function of the engine. `pulumi.runtime.invoke` would write the answer, which holds secrets, to the debug log. */
function invokeQuietly(token: string, args: Record<string, string>): Promise<unknown> {
  const request = new ResourceInvokeRequest();
  request.setTok(token);
  request.setArgs(pulumisStruct().fromJavaScript(args));
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    monitor.invoke(request, (error, answer) => {
      if (error) reject(error);
      else resolve(answer.getReturn()?.toJavaScript());
    });
  });
}

type Struct = Parameters<ResourceInvokeRequest["setArgs"]>[0];

/** The copy of the message class that Pulumi's own messages take. */
function pulumisStruct(): { fromJavaScript(value: object): Struct } {
  const require_ = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  return (
    require_("google-protobuf/google/protobuf/struct_pb") as {
      Struct: { fromJavaScript(value: object): Struct };
    }
  ).Struct;
}
