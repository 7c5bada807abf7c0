import { z } from "zod";
import { NotFoundError } from "../api/errors";
import { runIdText } from "../api/run-id";
import { schemaFailures } from "../check-inputs";
import { type LifecycleContext, type Properties, UserError } from "../lifecycle";
import { accountHere, accountText, originHere } from "../resources/run/read";
import { observeEnd } from "../resources/run/run-end";
import type { ProviderFunction } from "./registry";

const getRunArgs = z.strictObject({ runId: runIdText });

/** A run as it is now, whoever started it; it becomes nobody's resource by that. */
export const getRun: ProviderFunction = {
  check: (args) => schemaFailures(getRunArgs, args, ["runId"]),
  call: readRun,
};

async function readRun(args: Properties, context: LifecycleContext): Promise<object> {
  const { session, signal } = context;
  const { runId } = getRunArgs.parse(args);
  try {
    const run = await session.api().getRun(runId, { signal });
    // Its log is not read: it may be long, and nobody asked for it.
    return await observeEnd(run, undefined, await originHere({}, {}, context), context);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const account = accountText(await accountHere(context));
    throw new UserError(
      `there is no run ${runId} in ${account}, or its record has expired (${error.message})`,
      {
        cause: error,
      },
    );
  }
}
