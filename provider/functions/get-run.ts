import { z } from "zod";
import { runIdText } from "../api/run-id";
import { observeEnd } from "../run/end";
import { currentOrigin, readOwnRun } from "../run/read";
import { takeOut } from "./own-run";
import { providerFunction } from "./provider-function";

/** A run as it is now, whoever started it; it becomes nobody's resource by that. */
export const getRun = providerFunction(z.strictObject({ runId: runIdText }), async ({ runId }, context) => {
  const run = await readOwnRun(runId, takeOut("getRun"), context);
  // Its log is not read: it may be long, and nobody asked for it.
  return observeEnd(
    run,
    undefined,
    await currentOrigin({}, context.session.redactorOf([]), context),
    context,
  );
});
