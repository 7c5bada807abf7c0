import { ApiProblem } from "../problem";

const WINDOW_MS = 1000;

/** Counts the requests of each credential within the last second of emulator time. */
export class RateLimit {
  readonly #recent = new Map<string, number[]>();

  constructor(private readonly perSecond: number) {}

  /** Counts a request; throws the 429 problem when it is one too many. */
  admit(credential: string, nowMs: number): void {
    const recent = (this.#recent.get(credential) ?? []).filter((atMs) => atMs > nowMs - WINDOW_MS);
    this.#recent.set(credential, recent);
    const oldest = recent[0];
    if (oldest === undefined || recent.length < this.perSecond) {
      recent.push(nowMs);
      return;
    }
    // Fractions of a second are what the real API has been seen to send.
    const retryAfter = ((oldest + WINDOW_MS - nowMs) / 1000).toFixed(3);
    throw new ApiProblem(429, `More than ${this.perSecond} requests a second`, {
      headers: { "retry-after": retryAfter },
    });
  }

  reset(): void {
    this.#recent.clear();
  }
}
