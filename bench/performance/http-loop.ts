import { setTimeout } from "node:timers/promises";

/** What a loop without Pulumi does: submit, ask until it has ended, so many at a time. */
export interface LoopOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly runs: number;
  readonly concurrency: number;
  readonly uri: string;
}

const POLL_MS = 200;

/** @returns seconds */
export async function loopSeconds(options: LoopOptions): Promise<number> {
  const beganMs = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < options.runs) await runOnce(options, next++);
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return (performance.now() - beganMs) / 1000;
}

async function runOnce({ url, apiKey, uri }: LoopOptions, index: number): Promise<void> {
  const headers = { "x-api-key": apiKey, "content-type": "application/json" };
  const body = JSON.stringify({
    name: `loop-run-${index}`,
    runtime: "tiny",
    runPython: { uri, args: [String(index)] },
    timeoutSeconds: 3600,
  });
  const submitted = await answerOf(await fetch(`${url}/runs`, { method: "POST", headers, body }));
  for (let run = submitted; run.status === "PENDING" || run.status === "RUNNING"; ) {
    await setTimeout(POLL_MS);
    run = await answerOf(await fetch(`${url}/runs/${submitted.id}`, { headers }));
  }
}

async function answerOf(response: Response): Promise<{ id: string; status: string }> {
  const answer: unknown = await response.json();
  if (
    !response.ok ||
    typeof answer !== "object" ||
    answer === null ||
    !("id" in answer && "status" in answer)
  )
    throw new Error(`the loop got ${response.status} for ${response.url}: ${JSON.stringify(answer)}`);
  return { id: String(answer.id), status: String(answer.status) };
}
