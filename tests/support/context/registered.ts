import * as pulumi from "@pulumi/pulumi";
import type {
  ReadResourceRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";

/** What an engine was asked for by a program. */
export interface Asked {
  registered: RegisterResourceRequest[];
  read: ReadResourceRequest[];
  invoked: ResourceInvokeRequest[];
}

/** Answers of an engine to the functions that a program calls, by token. */
export type Answers = Readonly<Record<string, object>>;

/**
 * Runs a program against Pulumi's own mock of an engine.
 *
 * @param program declares resources
 * @param answers what the functions of the engine and the provider return; any other fails
 * @param organization absent as in a user's own tests, which seldom name one
 * @returns the messages that reached the engine, which Pulumi's mock itself gives out only in part
 */
export async function asked(
  program: () => unknown,
  answers: Answers = {},
  organization?: string,
): Promise<Asked> {
  await pulumi.runtime.setMocks(
    {
      // Only what is read has an id to begin with; for all else it is an empty text.
      newResource: ({ id, name, inputs }) => ({ id: id || `${name}-id`, state: inputs as object }),
      call({ token }) {
        const answer = answers[token];
        if (!answer) throw new Error(`nothing answers ${token}`);
        return answer;
      },
    },
    "project",
    "stack",
    false,
    organization,
  );
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) throw new Error("Pulumi set no mock of the engine up");
  const registered = jest.spyOn(monitor, "registerResource");
  const read = jest.spyOn(monitor, "readResource");
  const invoked = jest.spyOn(monitor, "invoke");
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
  });
  await pulumi.runtime.disconnect();
  return {
    registered: requests(registered),
    read: requests(read),
    invoked: requests(invoked),
  };
}

function requests<Request>(spy: {
  mock: { calls: readonly (readonly [Request, ...unknown[]])[] };
}): Request[] {
  return spy.mock.calls.map(([request]) => request);
}
