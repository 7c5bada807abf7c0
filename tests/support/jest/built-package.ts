import { buildIfStale } from "../../../scripts/build-if-stale";

/** For tests that need the built package and no engine. */
export default async function setUp(): Promise<void> {
  await buildIfStale();
}
