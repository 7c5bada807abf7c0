import { createEmulator, type Emulator, type EmulatorOptions, type RecordedRequest } from "../../../emulator";
import { DEFAULT_ACCOUNT } from "../../../emulator/accounts";
import {
  createStack,
  type Deployment,
  type EngineResult,
  type EngineStack,
  resourcesOf,
} from "../../harness/engine";

/** One of examples/, on a stack and an emulator of its own. */
export interface ExampleStack {
  readonly emulator: Emulator;
  readonly stack: EngineStack;
  /** Requests about runs since the last call. */
  newRunRequests(): RecordedRequest[];
  dispose(): Promise<void>;
}

/** For one command of each test: the compiler checks the program, as it does for a user. That takes seconds. */
export const TYPE_CHECKED = { env: { PULUMI_NODEJS_TRANSPILE_ONLY: undefined } };

/** Runs of the emulator are short: each `up` costs seconds already. */
export async function openExample(example: string, options: EmulatorOptions = {}): Promise<ExampleStack> {
  const emulator = await createEmulator({ defaultPlan: { pendingMs: 100, runningMs: 300 }, ...options });
  const account = { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey };
  const stack = await createStack({
    program: { example },
    emulator: account,
    env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  }).catch(async (error: unknown) => {
    // Else jest waits for it for ever.
    await emulator.stop();
    throw error;
  });
  let seen = 0;
  return {
    emulator,
    stack,
    newRunRequests: () => {
      const requests = emulator.requests.slice(seen);
      seen = emulator.requests.length;
      return requests.filter(({ path }) => path === "/runs" || path.startsWith("/runs/"));
    },
    dispose: async () => {
      await stack.dispose();
      await emulator.stop();
    },
  };
}

/** The bodies of all POST /runs among them, in order. */
export function submissions(requests: readonly RecordedRequest[]): unknown[] {
  return requests.filter(({ method, path }) => method === "POST" && path === "/runs").map(({ body }) => body);
}

/** `GET /runs/abc` for each request. */
export function lines(requests: readonly RecordedRequest[]): string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}

/** The name that a JobRun without a `name` gives its run. */
export function automaticName(logicalName: string): unknown {
  return expect.stringMatching(new RegExp(`^${logicalName}-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$`));
}

/** Fails with all that the engine said unless it ended well. */
export function expectSuccess(result: EngineResult): void {
  expect({ exitCode: result.exitCode, said: result.all }).toMatchObject({ exitCode: 0 });
}

/** How many resources the engine created, updated, replaced, left the same. */
export function changes({ events }: EngineResult): Readonly<Record<string, number>> {
  return events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
}

/** The one resource of this name; one that only waits to be deleted does not count. */
export function resource(state: Deployment, name: string): { id: string; outputs: Record<string, unknown> } {
  const found = resourcesOf(state, name).filter(
    (candidate) => candidate.urn.endsWith(`::${name}`) && candidate.delete !== true,
  );
  expect(found).toHaveLength(1);
  return { id: found[0]?.id ?? "", outputs: found[0]?.outputs ?? {} };
}
