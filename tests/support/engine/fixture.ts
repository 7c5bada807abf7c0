import {
  createEmulator,
  DEFAULT_ACCOUNT,
  type Emulator,
  type EmulatorOptions,
  type PlanRule,
  type RecordedRequest,
  type RunRecord,
} from "../../../emulator/index";
import { describeSampled } from "../sample";
import { describeThorough } from "../thorough";
import {
  createStack,
  type EngineResult,
  type EngineStack,
  type ProgramSource,
  resourcesOf,
  type StackOptions,
} from "./engine";

/** A stack on the real engine and the account it talks to. */
export interface Fixture {
  readonly emulator: Emulator;
  readonly stack: EngineStack;
  /** Requests since the last call, as `METHOD path`, ids replaced by the name of their resource. */
  requests(): string[];
  /** Of these, the requests that start, stop or follow runs. */
  aboutRuns(): string[];
  /** Of these, the resources whose runs were started, in order. */
  started(): string[];
  /** Outputs in state of the resource with this name. */
  outputsOf(name: string): Promise<Record<string, unknown>>;
  dispose(): Promise<void>;
}

/** Arguments of JobRuns by resource name; `opts` is JavaScript source. */
export type Jobs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The hosts by what a program requires, and what the process of each is called by. */
export const HOSTS = {
  dynamic: { module: "pulumi-wherobots", process: "dynamic-provider" },
  plugin: { module: "pulumi-wherobots/plugin", process: "pulumi-resource-wherobots" },
} as const;

export type Host = keyof typeof HOSTS;

const EACH_HOST = (Object.keys(HOSTS) as Host[]).map((host) => [host] as const);

/** As `describe.each` of the hosts: `npm test` has one of them, `npm run test:thorough` both. */
export function describeHosts(title: string, tests: (host: Host) => void): void {
  describeSampled(title, EACH_HOST, { keep: 1 / 2 })(title, tests);
}

/** Both hosts, in `npm run test:thorough` alone. */
export function describeHostsThorough(title: string, tests: (host: Host) => void): void {
  describeThorough.each(EACH_HOST)(title, tests);
}

export const OK = "s3://bucket.test/ok.py";
export const FAILS = "s3://bucket.test/fails.py";
export const ENDLESS = "s3://bucket.test/endless.py";

/** Short runs, told apart by their script. */
const PLANS: PlanRule[] = [
  {
    match: { uri: FAILS },
    plan: {
      pendingMs: 50,
      runningMs: 100,
      outcome: "FAILED",
      message: "ValueError: bad zoom",
      logs: [
        { text: "Traceback (most recent call last):" },
        { text: "ValueError: bad zoom" },
        { text: "Subprocess finished with return code: 1" },
      ],
    },
  },
  { match: { uri: ENDLESS }, plan: { pendingMs: 50, neverEnds: true } },
  { plan: { pendingMs: 50, runningMs: 100, costSettlesMs: 0 } },
];

export async function openFixture(
  program: ProgramSource,
  options: { readonly emulator?: EmulatorOptions; readonly stack?: Partial<StackOptions> } = {},
): Promise<Fixture> {
  const emulator = await createEmulator({ plans: PLANS, ...options.emulator });
  const account = { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey };
  const stack = await createStack({ program, emulator: account, ...options.stack }).catch(
    async (error: unknown) => {
      // Else jest waits for it for ever.
      await emulator.stop();
      throw error;
    },
  );
  let seen = 0;
  const requests = (): string[] => {
    const fresh = emulator.requests.slice(seen);
    seen = emulator.requests.length;
    return fresh.map((request) => requestText(request, emulator.runs()));
  };
  return {
    emulator,
    stack,
    requests,
    aboutRuns: () => aboutRuns(requests()),
    started: () => started(requests()),
    outputsOf: (name) => outputsOf(stack, name),
    dispose: async () => {
      await stack.dispose();
      await emulator.stop();
    },
  };
}

/** A fixture for all tests of the file or block, disposed of after them; what is read and called is that of the current one. */
export function fixtureForAll(...how: Parameters<typeof openFixture>): Fixture {
  let fixture: Fixture | undefined;
  const current = (): Fixture => {
    if (!fixture) throw new Error("a fixture is there within a test alone");
    return fixture;
  };
  beforeAll(async () => {
    fixture = await openFixture(...how);
  });
  afterAll(() => fixture?.dispose());
  return new Proxy({} as Fixture, { get: (_, key): unknown => Reflect.get(current(), key) });
}

/** A program in JavaScript that requires `pulumi-wherobots`, for either host. */
export function programOf(host: Host, javascript: string): { readonly javascript: string } | string {
  return host === "dynamic" ? javascript : { javascript: inHost(host, javascript) };
}

/** Its text, to write it into a project of that host. */
export function inHost(host: Host, javascript: string): string {
  return javascript.replaceAll('require("pulumi-wherobots")', `require("${HOSTS[host].module}")`);
}

/** A program that declares these JobRuns and nothing else. */
export function jobsProgram(jobs: Jobs): string {
  const declared = Object.entries(jobs).map(
    ([name, args]) =>
      `exports[${JSON.stringify(name)}] = new wherobots.JobRun(${JSON.stringify(name)}, ${JSON.stringify(args)}).runId;`,
  );
  return ['const wherobots = require("pulumi-wherobots");', ...declared].join("\n");
}

/** A job that runs `uri`, with further arguments. */
export function job(uri: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { runPython: { uri }, ...more };
}

/** The requests that start, stop or follow runs; whose account it is may be asked at any time. */
export function aboutRuns(requests: readonly string[]): string[] {
  return requests.filter((request) => request.includes("/runs"));
}

/** The resources whose runs were started, in order. */
export function started(requests: readonly string[]): string[] {
  return requests
    .filter((request) => request.startsWith("POST /runs "))
    .map((request) => request.slice("POST /runs ".length));
}

/** Outputs in state of the resource with this name. */
export async function outputsOf(stack: EngineStack, name: string): Promise<Record<string, unknown>> {
  const [resource] = resourcesOf(await stack.exportState(), name).filter(
    (candidate) => candidate.delete !== true,
  );
  if (!resource) throw new Error(`no resource ${name} in state`);
  return { id: resource.id, ...resource.outputs };
}

/** The result; fails with everything the engine said, if it is not as expected. */
export function expectExit<Result extends Pick<EngineResult, "exitCode" | "all">>(
  result: Result,
  exitCode: "zero" | "non-zero",
): Result {
  if ((result.exitCode === 0) === (exitCode === "zero")) return result;
  throw new Error(`exit code ${result.exitCode}, expected ${exitCode}:\n${result.all}`);
}

/** The operation that the engine carried out or planned for each resource, by name. */
export function operations(result: EngineResult): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { resourcePreEvent } of result.events) {
    if (!resourcePreEvent?.metadata.type.includes("wherobots")) continue;
    const name = resourcePreEvent.metadata.urn.split("::").at(-1) ?? "";
    found[name] = [...(found[name] ?? []), resourcePreEvent.metadata.op];
  }
  return found;
}

/** `METHOD path`, a run's id replaced by the name of its resource; with it also that of a run that is started. */
export function requestText(
  { method, path, body }: Pick<RecordedRequest, "method" | "path" | "body">,
  runs: readonly Pick<RunRecord, "id" | "name">[],
): string {
  if (method === "POST" && path === "/runs") return `POST /runs ${resourceName(nameIn(body))}`;
  const run = runs.find(({ id }) => path.includes(id));
  return `${method} ${run ? path.replace(run.id, `{${resourceName(run.name)}}`) : path}`;
}

/** An automatic name without its hashes. */
export function resourceName(runName: string): string {
  return runName.replace(/-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$/, "");
}

function nameIn(body: unknown): string {
  return typeof body === "object" && body !== null && "name" in body ? String(body.name) : "";
}
