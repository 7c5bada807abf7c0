import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { RecordedRun, ToldOfResource } from "../wire/recorded-run";
import { pluginUrn } from "../wire/type-tokens";

type RecordedStates = Record<string, { outputs?: Record<string, unknown> }>;

/** What the state of a stack says, made once for as long as its program runs. */
interface StackRecord {
  /** Outputs by URN, and by what the URN would be in the plugin. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly runs: readonly { readonly urn: string; readonly runId: string; readonly runName: string }[];
}

/** By the monitor of a program: a component in the plugin has one too, and no resource for the stack. */
const recordsByMonitor = new WeakMap<object, Promise<StackRecord>>();
/** What resources of the program were called before, by the URNs that they have now. */
const formerUrnsByMonitor = new WeakMap<object, Map<string, readonly string[]>>();

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
  const outputs = await recordedOutputs(urn);
  const { takeOverRunId, timeoutSeconds, account } = outputs;
  const run = recordedIn(outputs, account);
  return (
    run && {
      ...run,
      ...(typeof takeOverRunId === "string" ? { takeOverRunId } : {}),
      ...(typeof timeoutSeconds === "number" ? { timeoutSeconds } : {}),
    }
  );
}

/**
 * The same of a resource that has many runs, by their keys.
 *
 * @param urn its URN
 */
export async function recordedRuns(urn: string): Promise<Record<string, RecordedRun> | undefined> {
  const { results, account } = await recordedOutputs(urn);
  if (typeof results !== "object" || results === null) return undefined;
  const runs = Object.entries(results as Record<string, Record<string, unknown>>).flatMap(([key, found]) => {
    const run = recordedIn(found, found["account"] ?? account);
    return run ? [[key, run] as const] : [];
  });
  return Object.fromEntries(runs);
}

function recordedIn(record: Readonly<Record<string, unknown>>, account: unknown): RecordedRun | undefined {
  const { runId, status, createTime } = record;
  if (typeof runId !== "string" || typeof status !== "string") return undefined;
  return { runId, status, ...(typeof createTime === "string" ? { createTime } : {}), ...accountOf(account) };
}

function accountOf(account: unknown): Pick<RecordedRun, "account"> {
  if (typeof account !== "object" || account === null) return {};
  const { apiUrl, organizationId } = account as Record<string, unknown>;
  if (typeof apiUrl !== "string") return {};
  return { account: { apiUrl, ...(typeof organizationId === "string" ? { organizationId } : {}) } };
}

/**
 * What a resource was called before, and which runs others have that could be taken for its own: a run that somebody
 * stands for is nobody's orphan. Undefined if there is nothing to tell, as with most resources.
 *
 * @param urn its URN
 * @param formerUrns what its aliases say
 */
export async function toldOfResource(
  urn: string,
  formerUrns: readonly string[],
): Promise<ToldOfResource | undefined> {
  const former = new Set(formerUrns.map(pluginUrn).filter((text) => text !== pluginUrn(urn)));
  const formerPaths = [...former].map(pathOf);
  const heldRunIds = await heldElsewhere(urn, former);
  if (formerPaths.length === 0 && heldRunIds.length === 0) return undefined;
  return {
    ...(formerPaths.length > 0 ? { formerPaths } : {}),
    ...(heldRunIds.length > 0 ? { heldRunIds } : {}),
  };
}

async function heldElsewhere(urn: string, former: ReadonlySet<string>): Promise<string[]> {
  const name = urn.split("::").slice(3).join("::").replace(NOT_IN_NAMES, "-");
  const { runs } = await stackRecord();
  const own = new Set([...former, ...(isTakenOver(urn) ? [] : [pluginUrn(urn)])]);
  return runs.filter((run) => run.runName.startsWith(name) && !own.has(run.urn)).map(({ runId }) => runId);
}

/** What the API does not take in names; the provider replaces it. */
const NOT_IN_NAMES = /[^a-zA-Z0-9_\-.]/g;

/** `Identity.path`: the types, this package's as the noun alone, and the name. */
function pathOf(urn: string): string {
  const [, , types = "", ...names] = pluginUrn(urn).split("::");
  return [types.replace(/wherobots:index:(\w+)$/, "$1"), ...names].join("::");
}

/** What state holds of a resource. */
async function recordedOutputs(urn: string): Promise<Readonly<Record<string, unknown>>> {
  const { outputs } = await stackRecord();
  // Under the alias of another resource: what is there is that one's.
  if (isTakenOver(urn)) return {};
  const found = outputs.get(urn) ?? outputs.get(pluginUrn(urn)) ?? {};
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, plain(value)]));
}

/**
 * Notes what a resource of the program was called before.
 *
 * @param urn its URN
 * @param formerUrns what its aliases say
 */
export function rememberFormerUrns(urn: string, formerUrns: readonly string[]): void {
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) return;
  const known = formerUrnsByMonitor.get(monitor) ?? new Map<string, readonly string[]>();
  formerUrnsByMonitor.set(monitor, known.set(pluginUrn(urn), formerUrns.map(pluginUrn)));
}

/**
 * True if another resource of the program was called so before: this one has taken its name over. Nothing is waited for,
 * since a child's URN is known after its parent's, and the parent asks too.
 */
function isTakenOver(urn: string): boolean {
  const monitor = pulumi.runtime.getMonitor();
  const own = pluginUrn(urn);
  const known = [...((monitor && formerUrnsByMonitor.get(monitor)) ?? [])];
  return known.some(([other, former]) => other !== own && former.includes(own));
}

/** Any output may be secret: the input of the same name is, or `additionalSecretOutputs` says so. */
function plain(value: unknown): unknown {
  return pulumi.runtime.unwrapRpcSecret(value) as unknown;
}

function stackRecord(): Promise<StackRecord> {
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) return readRecord();
  const known = recordsByMonitor.get(monitor) ?? readRecord();
  recordsByMonitor.set(monitor, known);
  return known;
}

async function readRecord(): Promise<StackRecord> {
  const states = Object.entries(await readStates());
  const byUrn = states.map(([urn, state]) => [urn, state.outputs ?? {}] as const);
  const runs = byUrn.flatMap(([urn, outputs]) => {
    const [runId, runName] = [plain(outputs["runId"]), plain(outputs["runName"])];
    return typeof runId === "string" && typeof runName === "string"
      ? [{ urn: pluginUrn(urn), runId, runName }]
      : [];
  });
  return {
    outputs: new Map([...byUrn.map(([urn, found]) => [pluginUrn(urn), found] as const), ...byUrn]),
    runs,
  };
}

async function readStates(): Promise<RecordedStates> {
  try {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const read = await invokeQuietly("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const found = typeof read === "object" && read !== null && "outputs" in read ? read.outputs : undefined;
    if (typeof found !== "object" || found === null) return {};
    return found as RecordedStates;
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
