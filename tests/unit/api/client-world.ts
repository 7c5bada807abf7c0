import { type EmulatorClient, emulatorClient } from "../../support/context/emulator-client";

/** The emulator and the client of the test that runs. */
export let world: EmulatorClient;

beforeEach(async () => {
  world = await emulatorClient({ defaultPlan: { pendingMs: 0, runningMs: 1_000 } });
});

afterEach(() => world.stop());

/** Of a fault that hits every request. */
export const ALWAYS = { times: Number.POSITIVE_INFINITY };

/** How many requests arrived. */
export function sent(): { reads: number; posts: number } {
  const { requests } = world.emulator;
  const posts = requests.filter(({ method }) => method === "POST").length;
  return { reads: requests.length - posts, posts };
}
