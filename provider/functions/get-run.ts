import { z } from "zod";
import type { NotFoundError } from "../api/errors";
import { runIdText } from "../api/run-id";
import { schemaFailures } from "../check-inputs";
import type { LifecycleContext, Properties } from "../lifecycle";
import { originHere, readHere } from "../resources/run/read";
import { observeEnd } from "../resources/run/run-end";
import type { ProviderFunction } from "./registry";

const getRunArgs = z.strictObject({ runId: runIdText });

/** A run as it is now, whoever started it; it becomes nobody's resource by that. */
export const getRun: ProviderFunction = {
  check: (args) => schemaFailures(getRunArgs, args, ["runId"]),
  call: readRun,
};

async function readRun(args: Properties, context: LifecycleContext): Promise<object> {
  const { runId } = getRunArgs.parse(args);
  const notFound = (account: string, { message }: NotFoundError): string =>
    `there is no run ${runId} in ${account}, or its record has expired (${message})`;
  const run = await readHere(runId, notFound, context);
  // Its log is not read: it may be long, and nobody asked for it.
  return observeEnd(run, undefined, await originHere({}, {}, context), context);
}
