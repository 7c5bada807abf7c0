import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";

/** What is read of a recorded resource. */
interface RecordedRun {
  outputs?: { runName?: unknown };
}

/** The recorded states of a stack, for as long as its program runs. */
const statesByStack = new WeakMap<pulumi.Resource, Promise<Record<string, RecordedRun>>>();

/**
 * The name of the run that the stack's state holds for a resource.
 *
 * With `up --replace` and `state taint` the engine hides the old state from the provider: it calls neither diff nor
 * check with the old inputs. Without this a create could not tell the run that it replaces, which must be
 * cancelled, from the orphan of a killed deployment, which must be taken over. Asked once per program, and only
 * where runs may be started.
 */
export async function recordedRunName(urn: string): Promise<string | undefined> {
  if (pulumi.runtime.isDryRun()) return undefined;
  const runName = (await recordedStates())[urn]?.outputs?.runName;
  return typeof runName === "string" ? runName : undefined;
}

function recordedStates(): Promise<Record<string, RecordedRun>> {
  const stack = pulumi.runtime.getStackResource();
  if (!stack) return readStates();
  const known = statesByStack.get(stack) ?? readStates();
  statesByStack.set(stack, known);
  return known;
}

async function readStates(): Promise<Record<string, RecordedRun>> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const read = await invokeQuietly("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const states = typeof read === "object" && read !== null && "outputs" in read ? read.outputs : undefined;
    return typeof states === "object" && states !== null ? (states as Record<string, RecordedRun>) : {};
  } catch {
    // A new stack has no state, and a test's mocks may know no such function: then nothing is recorded.
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
