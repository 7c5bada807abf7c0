#!/usr/bin/env node
import { createEmulator } from "./emulator";
import { shellHelp, shellOptions } from "./shell-options";

async function main(words: readonly string[]): Promise<void> {
  const options = shellOptions(words);
  if (options === "help") {
    process.stdout.write(shellHelp());
    return;
  }
  const emulator = await createEmulator(options);
  const stop = (): void => void emulator.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(`wherobots-emulator listening on ${emulator.url}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`wherobots-emulator: ${message.split("\n", 1)[0] ?? ""}\n`);
  process.exitCode = 1;
});
