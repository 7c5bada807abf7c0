import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { endGroup } from "../end-group";
import { readJestCounts } from "./jest-results";
import { type Counts, NOTHING, type StepResult } from "./report";
import type { Step } from "./steps";

const ROOT = path.resolve(__dirname, "../..");

/** How a step's commands are found and where its output goes. */
export interface StepRunner {
  readonly scripts: Readonly<Record<string, string>>;
  write(text: string): void;
  /** Ends with the run: a child that outlives an interrupted `npm test` would be a leak. */
  readonly signal: AbortSignal;
}

/** The output of a check is kept back until its end, so that it is not mixed into that of the tests beside it. */
export async function runStep(step: Step, runner: StepRunner): Promise<StepResult> {
  const started = Date.now();
  const { exitCode, counts } =
    step.kind === "jest" ? await runJest(step, runner) : await runCheck(step, runner);
  const failedWithout = exitCode !== 0 && counts.failed === 0 ? 1 : 0;
  return {
    step,
    counts: { ...counts, failed: counts.failed + failedWithout },
    seconds: (Date.now() - started) / 1_000,
  };
}

interface Outcome {
  readonly exitCode: number;
  readonly counts: Counts;
}

async function runJest(step: Step, runner: StepRunner): Promise<Outcome> {
  const file = path.join(os.tmpdir(), `jest-${randomBytes(6).toString("hex")}.json`);
  const command = `${commandOf(step, runner)} --json --outputFile=${JSON.stringify(file)}`;
  runner.write(`\n> ${step.script}\n`);
  try {
    const exitCode = await runShell(command, runner, (text) => runner.write(text));
    return { exitCode, counts: (await readJestCounts(file, step.isThorough)) ?? NOTHING };
  } finally {
    await fs.rm(file, { force: true });
  }
}

async function runCheck(step: Step, runner: StepRunner): Promise<Outcome> {
  const output: string[] = [];
  const exitCode = await runShell(commandOf(step, runner), runner, (text) => output.push(text));
  if (exitCode !== 0) runner.write(`\n> ${step.script}\n${output.join("")}`);
  return { exitCode, counts: { ...NOTHING, passed: exitCode === 0 ? 1 : 0 } };
}

function commandOf(step: Step, { scripts }: StepRunner): string {
  const command = scripts[step.script];
  if (command === undefined)
    throw new Error(`package.json has no script ${step.script}: add it, or remove the step`);
  return command;
}

function runShell(command: string, { signal }: StepRunner, hear: (text: string) => unknown): Promise<number> {
  const bin = path.join(ROOT, "node_modules", ".bin");
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const env = { ...process.env, ...colour, PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}` };
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: ROOT,
      env,
      shell: true,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = (): void => endGroup(child, "SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.once("error", (error) => hear(`${error.message}\n`));
    child.once("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve(code ?? 1);
    });
  });
}
