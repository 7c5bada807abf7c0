import { z } from "zod";
import { storageIdText } from "../api/run-id";
import { type LifecycleContext, UserError } from "../resource";
import { briefCallOptions } from "../run/call-options";
import { accountText, currentAccount } from "../run/read";
import { readOwnStorage } from "../storage/read-storage";
import { providerFunction } from "./provider-function";
import type { TrustPolicy } from "./records";
import { storageRecord } from "./storage-record";

const ONE_OF = "one of id and name is required, and only one";

const which = z
  .strictObject({
    id: storageIdText.optional(),
    name: z.string().min(1, "must not be empty").optional(),
  })
  .refine(({ id, name }) => (id === undefined) !== (name === undefined), ONE_OF);

/** A storage as it is now, whoever created it; it becomes nobody's resource by that. */
export const getStorageIntegration = providerFunction(which, async ({ id, name }, context) =>
  storageRecord(id === undefined ? await named(name ?? "", context) : await readOwnStorage(id, context)),
);

async function named(name: string, context: LifecycleContext): Promise<Parameters<typeof storageRecord>[0]> {
  const storages = await context.session.api().listStorages(briefCallOptions(context));
  const [found, ...others] = storages.filter((source) => source.name === name);
  if (found && others.length === 0) return found;
  if (!found)
    throw new UserError(
      `there is no storage named "${name}" in ${accountText(await currentAccount(context))}. \`getStorages\` lists those that exist`,
    );
  const ids = [found, ...others].map((source) => source.id).join(", ");
  throw new UserError(`several storages are named "${name}": ${ids}. Name the one that is meant by its id`);
}

const EXPECTED_ACCOUNT = "must be the id of an AWS account: 12 digits, as text";

const trusted = z.strictObject({
  trustedAccountIds: z.array(z.string().regex(/^\d{12}$/, EXPECTED_ACCOUNT)).optional(),
});

/** Whom a role has to trust, so that a storage integration can use it. */
export const getTrustPolicy = providerFunction(
  trusted,
  async ({ trustedAccountIds = [] }, context): Promise<TrustPolicy> => {
    const policy = await context.session.api().getTrustPolicy(trustedAccountIds, briefCallOptions(context));
    return { json: JSON.stringify(policy) };
  },
);
