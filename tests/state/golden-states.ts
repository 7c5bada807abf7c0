import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type EngineState, GOLDEN_FOLDER } from "./states-now";

/** A state as an earlier version, or this one, wrote it. */
export interface GoldenState {
  version: string;
  name: string;
  state: EngineState;
}

/** Versions that have golden states, oldest first. */
export function goldenVersions(): string[] {
  return readdirSync(GOLDEN_FOLDER).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** All golden states. */
export function goldenStates(): GoldenState[] {
  return goldenVersions().flatMap((version) =>
    readdirSync(path.join(GOLDEN_FOLDER, version)).map((file) => ({
      version,
      name: path.basename(file, ".json"),
      state: JSON.parse(readFileSync(path.join(GOLDEN_FOLDER, version, file), "utf8")) as EngineState,
    })),
  );
}
