import type { OperationCall, OperationHandlers } from "./operation";

/** The choices that the account has for its compute. */
export const CONFIG_HINT_HANDLERS: OperationHandlers = { getNotebookConfigHint };

const RUNTIMES: readonly (readonly [id: string, name: string, size: string])[] = [
  ["micro", "Micro", "MICRO"],
  ["tiny", "Tiny", "TINY"],
  ["small", "Small", "SMALL"],
  ["medium", "Medium", "MEDIUM"],
  ["large", "Large", "LARGE"],
  ["x-large", "X-Large", "XLARGE"],
  ["2x-large", "2X-Large", "XXLARGE"],
];

function getNotebookConfigHint({ account }: OperationCall): { body: unknown } {
  return {
    body: {
      diskSizeGB: { hint: 100, min: 10, max: 500, description: "Disk of a node" },
      versions: {
        hint: [
          { version: "2.1.0", description: "Current", aliases: ["latest"] },
          { version: "2.2.0-preview", description: "Next", aliases: ["preview"] },
          { version: "1.11.0", description: "Previous", aliases: [] },
        ],
        description: "Versions",
      },
      regions: {
        hint: account.allowedRegions.map((regionName) => ({
          regionName,
          enabled: true,
          availability: "AVAILABLE",
        })),
        description: "Regions",
      },
      runtimes: { hint: RUNTIMES.map(runtimeHint) },
      runtimeTags: { hint: [] },
      idleTimeoutMinutes: { hint: 60, min: 10, max: 1440, description: "Idle time-out" },
    },
  };
}

function runtimeHint([id, name, size]: (typeof RUNTIMES)[number], index: number): unknown {
  return {
    id,
    name,
    size,
    description: name,
    minimumSpatialUnitsPerHour: 2 ** index,
    maximumSpatialUnitsPerHour: 4 * 2 ** index,
    tags: [],
    enabled: true,
    instanceDetails: { gpu: 0, gpu_type: null, gpu_vram: 0 },
  };
}
