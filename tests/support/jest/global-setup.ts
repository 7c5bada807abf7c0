import { buildIfStale } from "../../../scripts/build-if-stale";
import { findEngine } from "../../../scripts/engine/index";
import { findPython } from "../../../scripts/engine/python";
import { TEST_RUN } from "../../../scripts/tagged-processes";
import { ENGINE_FOLDER } from "../engine/engine-environment";
import { rememberPython } from "../engine/python";

/** Once for all workers of the jest project `engine`: a real engine and a built package. */
export default async function setUp(): Promise<void> {
  const [engine] = await Promise.all([findEngine(), buildIfStale()]);
  process.env[ENGINE_FOLDER] = engine.binFolder;
  rememberPython(await findPython(engine));
  process.env[TEST_RUN] ??= `jest-${process.pid}`;
}
