import path from "node:path";
import lock from "../package-lock.json";
import { bundlePlugin } from "./archives/bundle";
import { advisoriesOf, refuseSevere } from "./release/advisories";
import { runtimePackages } from "./release/shipped-packages";
import { bundlePage } from "./report-page/bundle";

const REPOSITORY = path.resolve(__dirname, "..");

/** `npm run advisories`: what is known against the packages in a release. Without an answer of the registry it fails. */
async function main(): Promise<void> {
  const { packages } = await bundlePlugin(REPOSITORY);
  const places = [...runtimePackages(lock), ...bundlePage(), ...packages];
  refuseSevere(await advisoriesOf(REPOSITORY, places), (line) => process.stdout.write(`${line}\n`));
}

main().catch((error: unknown) => {
  process.stderr.write(`advisories: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
