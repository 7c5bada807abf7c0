import { NotFoundError } from "../api/errors";
import type { StorageSource } from "../api/models";
import { type LifecycleContext, UserError } from "../resource";
import { callOptions } from "../run/call-options";
import { accountText, currentAccount } from "../run/read";
import type { RunAccount } from "../run/record";

/**
 * Reads a storage; undefined if it is gone. One 404 is not enough for that: a read may lag behind, and with a key of
 * another organisation every read gives 404.
 *
 * @param account where it was created; undefined if nobody recorded that, as for `get`
 * @throws UserError if it is unclear whether the storage is gone
 */
export async function readUnlessGone(
  id: string,
  account: RunAccount | undefined,
  context: LifecycleContext,
): Promise<StorageSource | undefined> {
  const api = context.session.api();
  try {
    return await api.getStorage(id, callOptions(context));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await requireSameAccount(`storage ${id}`, account, context);
    return (await api.listStorages(callOptions(context))).find((source) => source.id === id);
  }
}

/**
 * @param what was not found, for example `storage int-1`
 * @throws UserError unless it was created in the account of this credential
 */
export async function requireSameAccount(
  what: string,
  account: RunAccount | undefined,
  context: LifecycleContext,
): Promise<void> {
  const here = await currentAccount(context);
  const isKnown = here.organizationId !== undefined;
  if (isKnown && here.apiUrl === account?.apiUrl && here.organizationId === account.organizationId) return;
  throw new UserError(
    `${what} was not found, but that may be because this is not its account: it was created in ` +
      `${accountText(account ?? { apiUrl: "(unknown)" })}, and this key belongs to ${accountText(here)}. Use that ` +
      "organisation's key (one that was set since the last `pulumi up` counts here with --run-program), or, if it is " +
      "known to be gone, remove it from state with `pulumi state delete`",
  );
}

/** A storage that the program names, in the account of this credential. @throws UserError if it does not exist */
export async function readOwnStorage(id: string, context: LifecycleContext): Promise<StorageSource> {
  try {
    return await context.session.api().getStorage(id, callOptions(context));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UserError(
      `${error.message}. There is no storage ${id} in ${accountText(await currentAccount(context))}: it may have been deleted, ` +
        "or this key may belong to another organisation. `getStorages` lists those that exist",
      { cause: error },
    );
  }
}
