import type { Emulator } from "../../../emulator";
import {
  createTransport,
  DEFAULT_LIMITS,
  type HttpAnswer,
  type HttpRequest,
  type Transport,
} from "../../../provider/api/transport";
import { type Refusing, refusing } from "../../support/network/refusing";
import { type Fault, LIMITS } from "./faults";

/** The requests of one kind. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: RegExp;
}

export const OPERATIONS = {
  organization: { method: "GET", path: /^\/organization$/ },
  user: { method: "GET", path: /^\/users\/me$/ },
  list: { method: "GET", path: /^\/runs$/ },
  submit: { method: "POST", path: /^\/runs$/ },
  status: { method: "GET", path: /^\/runs\/[^/]+$/ },
  cancel: { method: "POST", path: /^\/runs\/[^/]+\/cancel$/ },
  logs: { method: "GET", path: /^\/runs\/[^/]+\/logs$/ },
  metrics: { method: "GET", path: /^\/runs\/[^/]+\/metrics$/ },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** Where a fault hits: requests of one operation, the first `skip` of them let through. */
export interface Aim {
  readonly operation: Operation;
  readonly skip: number;
  /** How many requests it hits. */
  readonly times: number;
}

/** The network between provider and emulator, which can be made to fail. */
export class FaultyNetwork {
  private armed: { fault: Fault; aim: Aim; seen: number } | undefined;
  private emulator: Emulator | undefined;

  private constructor(
    private readonly inner: Transport,
    private readonly closed: Refusing,
  ) {}

  static async open(): Promise<FaultyNetwork> {
    return new FaultyNetwork(createTransport({ ...DEFAULT_LIMITS, ...LIMITS }), await refusing());
  }

  /** True once the fault has hit a request. */
  get hasHit(): boolean {
    const injected = this.emulator?.requests.some(({ fault }) => fault !== undefined) ?? false;
    const { seen = 0, aim } = this.armed ?? {};
    return injected || seen > (aim?.skip ?? 0);
  }

  /** From now on the fault hits what is aimed at. */
  arm(fault: Fault, aim: Aim, emulator: Emulator): void {
    const { operation, skip, times } = aim;
    if (fault.rule) emulator.fault({ ...operation, ...fault.rule, skip, times });
    else this.armed = { fault, aim, seen: 0 };
    this.emulator = emulator;
  }

  /** All is well again. */
  clear(): void {
    this.armed = undefined;
    this.emulator?.clearFaults();
  }

  /** For provider processes: none of them closes it. */
  get transport(): Transport {
    return { send: (request) => this.send(request), close: () => Promise.resolve() };
  }

  async close(): Promise<void> {
    await this.closed.close();
    await this.inner.close();
  }

  private async send(request: HttpRequest): Promise<HttpAnswer> {
    const fault = this.hits(request);
    if (fault?.expires) expireRuns(this.emulator);
    if (fault?.refuses) return this.inner.send({ ...request, url: this.atClosedPort(request.url) });
    const answer = await this.inner.send(request);
    if (!fault?.alters) return answer;
    return { ...answer, text: JSON.stringify(fault.alters(JSON.parse(answer.text))) };
  }

  private hits({ method, url }: HttpRequest): Fault | undefined {
    const { armed } = this;
    if (!armed) return undefined;
    const { operation, skip, times } = armed.aim;
    if (operation.method !== method || !operation.path.test(new URL(url).pathname)) return undefined;
    armed.seen += 1;
    return armed.seen > skip && armed.seen <= skip + times ? armed.fault : undefined;
  }

  private atClosedPort(url: string): string {
    const moved = new URL(url);
    moved.port = String(this.closed.port);
    return moved.href;
  }
}

function expireRuns(emulator: Emulator | undefined): void {
  for (const { id } of emulator?.runs() ?? []) emulator?.finish(id, "COMPLETED");
  emulator?.forgetRuns();
}
