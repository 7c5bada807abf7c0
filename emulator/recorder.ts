/** A request that reached the emulator, control requests excepted. */
export interface RecordedRequest {
  /** Counts from 1 since the start or the last reset. */
  seq: number;
  /** In capitals. */
  method: string;
  /** As sent, percent-encoding included, without the query. */
  path: string;
  /** Repeated keys become an array. */
  query: Record<string, string | string[]>;
  /** All of them, names in lower case. */
  headers: Record<string, string>;
  /** The JSON body, where there was one. */
  body?: unknown;
  /** The body as text, up to 1 MiB. */
  rawBody?: string;
  /** Status of the answer; absent while it is under way and when the connection was cut. */
  status?: number;
  /** The run that the request named or started. */
  runId?: string;
  /** The credential that it carried, valid or not. */
  apiKey?: string;
  /** Emulator time of arrival, milliseconds since the epoch. */
  atMs: number;
  /** The kind of fault that hit it. */
  fault?: string;
  /** Why the emulator's own answer broke the API description: a mistake in the emulator. */
  problem?: string;
}

/** Keeps the newest requests in order of arrival. */
export class Recorder {
  readonly #requests: RecordedRequest[] = [];
  #seq = 0;

  /** @param kept how many, 1 or more */
  constructor(private readonly kept: number) {
    if (!(kept >= 1)) throw new RangeError(`keptRequests must be 1 or more, not ${kept}`);
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Adds a request; the entry is completed while it is answered. */
  add(request: Omit<RecordedRequest, "seq">): RecordedRequest {
    this.#seq += 1;
    const entry: RecordedRequest = { seq: this.#seq, ...request };
    this.#requests.push(entry);
    if (this.#requests.length > this.kept) this.#requests.shift();
    return entry;
  }

  reset(): void {
    this.#requests.length = 0;
    this.#seq = 0;
  }
}
