import { findEngine } from "./index";

/** `npm run engine`: the folder alone on stdout, so that a shell can use it; all that is said goes to stderr. */
async function main(): Promise<void> {
  const engine = await findEngine();
  process.stdout.write(`${engine.binFolder}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`engine: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
