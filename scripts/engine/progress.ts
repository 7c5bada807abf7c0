const TTY_TICK_MS = 1_000;
/** Rare enough that a log of a build server stays readable, often enough that it does not look dead. */
const LOG_TICK_MS = 60_000;

/** Says that `work` goes on until it is done: on a terminal in one line that changes, elsewhere a line a minute. */
export async function withHeartbeat<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const isTty = process.stderr.isTTY && process.env["CI"] === undefined;
  const timer = setInterval(() => beat(what, started, isTty), isTty ? TTY_TICK_MS : LOG_TICK_MS);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (isTty) process.stderr.write("\r\u001b[2K");
  }
}

function beat(what: string, started: number, isTty: boolean): void {
  const seconds = Math.round((Date.now() - started) / 1_000);
  process.stderr.write(
    isTty ? `\r\u001b[2Kengine: ${what} … ${seconds} s` : `engine: still ${what}, ${seconds} s\n`,
  );
}
